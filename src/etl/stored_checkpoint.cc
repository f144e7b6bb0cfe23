#include "etl/stored_checkpoint.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"

namespace penstock::etl {
namespace {

// An item of the database (documents/write_context.h), one per process that loads into it:
//   key    := "etl-checkpoint" 0x00 source 0x00 task 0x00 script    (task, script: case folded)
//   value  := version:u8 generation epoch etag                      (u64, big-endian)
constexpr std::uint8_t kVersion = 1;

constexpr std::string_view kTable = "etl-checkpoint";

std::string checkpoint_key(const ProcessKey& process) {
  std::string key(kTable);
  for (const auto& part :
       {process.source_database_id, fold_case(process.task), fold_case(process.script)}) {
    key.push_back('\0');
    key += part;
  }
  return key;
}

ProcessKey process_of_key(std::string_view key) {
  key.remove_prefix(kTable.size() + 1);
  const auto take = [&key] {
    const auto end = std::min(key.find('\0'), key.size());
    std::string part(key.substr(0, end));
    key.remove_prefix(std::min(end + 1, key.size()));
    return part;
  };
  ProcessKey process;
  process.source_database_id = take();
  process.task = take();
  process.script = take();
  return process;
}

std::string encode(const Position& position) {
  std::string value(1, static_cast<char>(kVersion));
  append_u64(value, position.generation.value);
  append_u64(value, position.epoch.value);
  append_u64(value, position.etag.value);
  return value;
}

Result<Position> decode(std::string_view value) {
  ByteReader reader(value);
  const auto version = reader.u8();
  const Position position{
      .generation = {reader.u64()}, .epoch = {reader.u64()}, .etag = {reader.u64()}};
  if (version != kVersion || !reader.ok() || !reader.at_end()) {
    return corruption(fmt::format("ETL checkpoint does not decode: {}", to_hex(value)));
  }
  return position;
}

Result<std::optional<Position>> read(documents::WriteContext& context, const std::string& key) {
  const auto value = TRY(context.get_item(key));
  if (!value) return std::optional<Position>();
  return std::optional<Position>(TRY(decode(*value)));
}

Error has_another_owner(const ProcessKey& process) {
  return {ErrorCode::kNotOwner, fmt::format("ETL process '{}/{}' has another owner by now",
                                            process.task, process.script)};
}

}  // namespace

Result<Position> open_checkpoint(documents::WriteContext& context, const ProcessKey& process,
                                 Generation generation) {
  const std::string key = checkpoint_key(process);
  const auto stored = TRY(read(context, key));
  Position position{.generation = generation, .epoch = {1}, .etag = {0}};
  if (stored) {
    // The epoch goes on rising across generations: a former owner of any generation stays out.
    position.epoch = {stored->epoch.value + 1};
    if (stored->generation == generation) position.etag = stored->etag;
  }
  context.put_item(key, encode(position));
  return position;
}

// A copy of the destination that is older than the owner knows its generation or epoch no more.
Result<Position> reopen_checkpoint(documents::WriteContext& context, const ProcessKey& process,
                                   Generation generation, Epoch epoch) {
  const auto stored = TRY(read(context, checkpoint_key(process)));
  if (stored && stored->epoch > epoch) return has_another_owner(process);
  if (stored && stored->epoch == epoch && stored->generation == generation) return *stored;
  return open_checkpoint(context, process, generation);
}

Result<void> advance_checkpoint(documents::WriteContext& context, const BatchClaim& claim) {
  const std::string key = checkpoint_key(claim.process);
  const auto stored = TRY(read(context, key));
  if (stored && stored->epoch > claim.position.epoch) return has_another_owner(claim.process);
  // Without a newer owner: this is another copy of the destination than the one that was opened.
  if (!stored || stored->generation != claim.position.generation ||
      stored->epoch != claim.position.epoch) {
    return Error{ErrorCode::kConflict,
                 fmt::format("ETL process '{}/{}' has to be opened here again", claim.process.task,
                             claim.process.script)};
  }
  if (stored->etag != claim.position.etag) {
    return Error{
        ErrorCode::kConflict,
        fmt::format("ETL process '{}/{}': the batch begins at etag {}, the last one ended at {}",
                    claim.process.task, claim.process.script, claim.position.etag.value,
                    stored->etag.value)};
  }
  if (claim.to < claim.position.etag) return invalid_argument("an ETL batch ends before it begins");
  Position position = *stored;
  position.etag = claim.to;
  context.put_item(key, encode(position));
  return {};
}

Result<std::optional<Position>> find_checkpoint(const documents::DatabaseSnapshot& snapshot,
                                                const ProcessKey& process) {
  const auto value = TRY(snapshot.get_item(checkpoint_key(process)));
  if (!value) return std::optional<Position>();
  return std::optional<Position>(TRY(decode(*value)));
}

Result<std::optional<ProcessKey>> find_other_source(const documents::DatabaseSnapshot& snapshot,
                                                    std::string_view source_database_id) {
  const auto all = TRY(snapshot.items(std::string(kTable) + '\0', kCheckpointsMax));
  for (const auto& [key, position] : all) {
    auto process = process_of_key(key);
    if (process.source_database_id != source_database_id) return std::optional(std::move(process));
  }
  return std::nullopt;
}

void erase_checkpoint(documents::WriteContext& context, const ProcessKey& process) {
  context.erase_item(checkpoint_key(process));
}

}  // namespace penstock::etl
