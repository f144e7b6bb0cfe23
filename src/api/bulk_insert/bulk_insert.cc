#include "api/bulk_insert/bulk_insert.h"

#include <utility>

namespace penstock::api {
namespace {

Result<void> read_and_write(BulkReader& reader, documents::Database& database,
                            RunningOperation& running, const std::shared_ptr<BulkWrites>& writes) {
  bool is_last = false;
  while (!is_last) {
    if (running.stop().stop_requested()) {
      return Error{ErrorCode::kCancelled, "The bulk insert was canceled."};
    }
    auto batch = TRY(reader.next());
    is_last = batch.is_last;
    if (!batch.batch.commands.empty()) {
      TRY(BulkWrites::write(writes, database, std::move(batch)));
    }
    running.report(writes->totals().to_json());
  }
  return {};
}

}  // namespace

Result<void> BulkWrites::write(const std::shared_ptr<BulkWrites>& self,
                               documents::Database& database, BulkBatch batch) {
  TRY(self->wait_until_under_way_is_below(kUnderWayMax));
  {
    const std::lock_guard lock(self->mutex_);
    ++self->under_way_;
  }
  const auto held = std::make_shared<const BulkBatch>(std::move(batch));
  const auto written = std::make_shared<std::size_t>(0);
  database.write(
      [held, written](documents::WriteContext& context) -> Result<void> {
        BatchRun run{.context = context,
                     .results = {},
                     .last_put_id = {},
                     .contents = held->contents,
                     .late_vectors = {}};
        TRY(apply(held->batch, run));
        *written = run.written;
        return {};
      },
      [self, held, written](Result<void> result) {
        self->complete(held->totals, *written, std::move(result));
      });
  return {};
}

void BulkWrites::complete(const BulkTotals& totals, std::size_t written, Result<void> result) {
  const std::lock_guard lock(mutex_);
  --under_way_;
  if (result) {
    totals_.add(totals);
    counters_.written.increment(static_cast<double>(written));
  } else if (!error_) {
    error_ = std::move(result).error();
  }
  changed_.notify_all();
}

Result<void> BulkWrites::wait_for_all() { return wait_until_under_way_is_below(1); }

Result<void> BulkWrites::wait_until_under_way_is_below(std::size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return under_way_ < count; });
  if (error_) return *error_;
  return {};
}

BulkTotals BulkWrites::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

Result<BulkTotals> run_bulk_insert(BulkReader& reader, documents::Database& database,
                                   RunningOperation& running, const WriteCounters& counters) {
  const auto writes = std::make_shared<BulkWrites>(counters);
  const auto read = read_and_write(reader, database, running, writes);
  const auto written = writes->wait_for_all();
  TRY(read);
  TRY(written);
  return writes->totals();
}

}  // namespace penstock::api
