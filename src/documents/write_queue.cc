#include "documents/write_queue.h"

#include <utility>

#include "base/kill_point.h"
#include "base/thread_pool.h"
#include "documents/commit_writer.h"

namespace penstock::documents {

WriteQueue::WriteQueue(kv::Engine& engine, LocalVersions versions, Etag last_etag, Clock& clock,
                       std::function<void(const ChangeNotice&)> committed,
                       std::function<bool()> wants_items)
    : engine_(engine),
      versions_(std::move(versions)),
      clock_(clock),
      committed_(std::move(committed)),
      wants_items_(std::move(wants_items)),
      last_etag_(last_etag) {}

WriteQueue::~WriteQueue() { stop(); }

void WriteQueue::start() {
  thread_ = std::jthread([this] { work(); });
}

void WriteQueue::stop() {
  const std::lock_guard one_at_a_time(stop_mutex_);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  while (drain_once()) {
  }
}

void WriteQueue::write(Transaction transaction, Completion done) {
  std::unique_lock lock(mutex_);
  if (const char* reason = refusal_reason()) {
    lock.unlock();
    done(Error{ErrorCode::kUnavailable, reason});
    return;
  }
  waiting_.push_back({std::move(transaction), std::move(done)});
  lock.unlock();
  changed_.notify_one();
}

const char* WriteQueue::refusal_reason() const {
  if (stopping_) return "the database is closing";
  if (waiting_.size() >= kWaitingMax) return "too many writes wait for the database";
  return nullptr;
}

void WriteQueue::work() {
  name_this_thread("database-writer");
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || !waiting_.empty() || !in_hand_.empty(); });
      if (stopping_ && waiting_.empty() && in_hand_.empty()) return;
    }
    drain_once();
  }
}

bool WriteQueue::drain_once() {
  refill();
  if (in_hand_.empty()) return false;
  auto round = run_and_commit();
  kill_point("writes-committed");
  for (auto& finished : round) {
    finished.done(std::move(finished.result));
    kill_point("write-answered");
  }
  if (const auto notice = std::exchange(notice_, std::nullopt)) {
    committed_(*notice);
    kill_point("listeners-told");
  }
  return true;
}

void WriteQueue::refill() {
  const std::lock_guard lock(mutex_);
  while (!waiting_.empty() && in_hand_.size() < kTransactionsPerCommitMax) {
    in_hand_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
}

std::vector<WriteQueue::Finished> WriteQueue::run_and_commit() {
  const auto snapshot = engine_.snapshot();
  if (!snapshot) return fail_all(snapshot.error());
  CommitWriter writer(**snapshot, versions_, last_etag_, clock_.now());
  if (wants_items_ && wants_items_()) writer.pending().keep_items();
  auto round = run_transactions(writer);
  if (writer.pending().empty()) return round;
  const auto committed = commit(writer);
  if (!committed) {
    // One that was refused may have been refused over what another wrote, which never came to be.
    for (auto& finished : round) finished.result = committed;
  }
  return round;
}

std::vector<WriteQueue::Finished> WriteQueue::run_transactions(CommitWriter& writer) {
  std::vector<Finished> round;
  round.reserve(in_hand_.size());
  while (!in_hand_.empty() && writer.pending().bytes() < kCommitBytesMax) {
    auto& next = in_hand_.front();
    writer.pending().set_savepoint();
    auto result = next.transaction(writer);
    if (result) result = writer.finish_transaction();
    if (!result) writer.pending().undo();
    round.push_back({std::move(next.done), std::move(result)});
    in_hand_.pop_front();
  }
  return round;
}

// The engine promises that nothing of a failed commit will ever be seen, so its etags are free
// again: last_etag_ moves only here.
Result<void> WriteQueue::commit(CommitWriter& writer) {
  auto collections = writer.pending().changed_collections();
  TRY(engine_.commit(writer.pending().take_batch(), std::nullopt));
  last_etag_ = writer.pending().last_etag();
  if (!collections.empty() || writer.pending().frees_content()) {
    notice_ = ChangeNotice{.last_etag = last_etag_,
                           .collections = std::move(collections),
                           .freed_content = writer.pending().frees_content()};
    if (writer.pending().keeps_items()) {
      notice_->items =
          std::make_shared<const std::vector<ItemChange>>(writer.pending().take_items());
    }
  }
  return {};
}

std::vector<WriteQueue::Finished> WriteQueue::fail_all(const Error& error) {
  std::vector<Finished> round;
  for (auto& waiting : in_hand_) round.push_back({std::move(waiting.done), error});
  in_hand_.clear();
  return round;
}

}  // namespace penstock::documents
