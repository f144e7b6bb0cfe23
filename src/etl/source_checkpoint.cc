#include "etl/source_checkpoint.h"

namespace penstock::etl {

Result<Position> SourceCheckpoint::open(const ProcessKey& process, Generation generation,
                                        std::optional<Epoch> epoch) const {
  Position position;
  TRY(source_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    position = TRY(epoch ? reopen_checkpoint(context, process, generation, *epoch)
                         : open_checkpoint(context, process, generation));
    return {};
  }));
  return position;
}

Result<void> SourceCheckpoint::advance(const BatchClaim& claim) const {
  return source_->write_and_wait(
      [&](documents::WriteContext& context) { return advance_checkpoint(context, claim); });
}

Result<std::optional<Etag>> SourceCheckpoint::find(const ProcessKey& process,
                                                   Generation generation) const {
  const auto kept = TRY(find_checkpoint(TRY(source_->snapshot()), process));
  if (!kept || kept->generation != generation) return std::optional<Etag>();
  return std::optional(kept->etag);
}

Result<void> SourceCheckpoint::erase(const ProcessKey& process) const {
  return source_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    erase_checkpoint(context, process);
    return {};
  });
}

}  // namespace penstock::etl
