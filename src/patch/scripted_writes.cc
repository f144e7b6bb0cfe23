#include "patch/scripted_writes.h"

#include <utility>

#include "base/text.h"

namespace penstock::patch {
namespace {

using documents::Database;
using documents::WriteContext;

Result<bool> is_unchanged(const std::vector<ReadVersion>& read, WriteContext& context) {
  for (const auto& version : read) {
    const auto document = TRY(context.get(version.id));
    const auto now = document ? std::string_view(document->change_vector) : std::string_view();
    if (now != version.change_vector) return false;
  }
  return true;
}

/// False if something that was read had changed.
Result<bool> attempt(Database& database, const Prepare& prepare, const std::stop_token& stop) {
  if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "stopped before it was written"};
  const auto snapshot = TRY(database.snapshot());
  const auto prepared = TRY(prepare(snapshot, stop));
  bool is_stale = false;
  const auto written = database.write_and_wait([&](WriteContext& context) -> Result<void> {
    is_stale = !TRY(is_unchanged(prepared.read, context));
    if (is_stale) return Error{ErrorCode::kConflict, "a document changed meanwhile"};
    return prepared.transaction(context);
  });
  if (is_stale) return false;
  TRY(written);
  return true;
}

}  // namespace

void ScriptedWrites::submit(std::shared_ptr<Database> database, std::string lane, Prepare prepare,
                            const documents::Completion& done) {
  const bool is_taken = pool_.submit(
      [this, database = std::move(database), lane = std::move(lane), prepare = std::move(prepare),
       done] { done(write(*database, lane, prepare, stop_.get_token())); });
  if (!is_taken) done(Error{ErrorCode::kUnavailable, "too many patches wait already"});
}

Result<void> ScriptedWrites::write(Database& database, const std::string& lane,
                                   const Prepare& prepare, const std::stop_token& stop) {
  const auto hash = std::hash<std::string>{}(database.identity().id + '\n' + fold_case(lane));
  const std::lock_guard lock(lanes_[hash % lanes_.size()]);
  for (int i = 0; i < kAttemptsMax; ++i) {
    if (TRY(attempt(database, prepare, stop))) return {};
  }
  return Error{ErrorCode::kConflict,
               "The document is written by others all the time; the patch was given up."};
}

void ScriptedWrites::stop() {
  stop_.request_stop();
  pool_.stop();
}

}  // namespace penstock::patch
