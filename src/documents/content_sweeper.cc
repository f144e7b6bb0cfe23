#include "documents/content_sweeper.h"

#include <utility>

#include "documents/commit_tables.h"
#include "documents/keys.h"

namespace penstock::documents {

Result<void> ContentSweeper::free_staged(kv::Engine& engine) {
  const auto snapshot = TRY(engine.snapshot());
  kv::WriteBatch batch;
  TRY(snapshot->visit(table_range(Table::kStagedContents, {}),
                      [&](std::string_view key, std::string_view value) {
                        batch.erase(std::string(key));
                        batch.put(freed_key(name_of_key(key)), std::string(value));
                        return true;
                      }));
  return batch.empty() ? Result<void>() : engine.commit(batch, std::nullopt);
}

void ContentSweeper::wake() {
  is_wanted_ = true;
  hand_over();
}

void ContentSweeper::abandoned(const ContentId& id) {
  abandoned_.with([&](auto& ids) { ids.insert(id); });
  wake();
}

void ContentSweeper::close() {
  const std::lock_guard lock(write_mutex_);
  write_ = nullptr;
}

// A write queue that refuses calls the completion at once, under the mutex: it must not hand over
// again then.
void ContentSweeper::hand_over() {
  const std::lock_guard lock(write_mutex_);
  if (!write_ || is_working_.exchange(true)) return;
  is_wanted_ = false;
  struct Run {
    std::set<ContentId> abandoned;
    bool has_more = false;
  };
  const auto run = std::make_shared<Run>();
  write_(
      [self = shared_from_this(), run](WriteContext& context) -> Result<void> {
        auto& contents = context.tables().contents;
        run->abandoned = self->abandoned_.with([](const auto& ids) { return ids; });
        for (const auto& id : run->abandoned) TRY(contents.abandon(id));
        run->has_more = TRY(contents.erase_freed(kChunksPerTransaction));
        return {};
      },
      [self = shared_from_this(), run](const Result<void>& done) {
        self->is_working_ = false;
        if (done) self->finished(run->abandoned, run->has_more);
      });
}

void ContentSweeper::finished(const std::set<ContentId>& ids, bool has_more) {
  abandoned_.with([&](auto& abandoned) {
    for (const auto& id : ids) abandoned.erase(id);
  });
  if (has_more || is_wanted_) hand_over();
}

}  // namespace penstock::documents
