#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/commit_tables.h"
#include "documents/local_versions.h"
#include "documents/pending_commit.h"
#include "documents/write_context.h"
#include "kv/engine.h"

namespace penstock::documents {

/// The write context of the transactions that share one commit: the tables of all kinds of items
/// over the same pending commit. Confined to the writer's thread, for one commit.
class CommitWriter final : public WriteContext {
 public:
  /// As PendingCommit's.
  CommitWriter(const kv::Snapshot& snapshot, const LocalVersions& versions, Etag last_etag,
               WallTime now)
      : pending_(snapshot, versions, last_etag, now), tables_(pending_) {}

  PendingCommit& pending() { return pending_; }

  /// Call it when a transaction has done its part.
  Result<void> finish_transaction() { return tables_.contents.free_released(); }

  Result<std::optional<Document>> get(std::string_view id) override {
    return tables_.documents.get(id);
  }
  Result<PutResult> put(std::string_view id, const DocumentContent& content,
                        const ExpectedVersion& expected) override {
    return tables_.documents.put(id, content, expected);
  }
  Result<DeleteResult> remove(std::string_view id, const ExpectedVersion& expected) override {
    return tables_.documents.remove(id, expected);
  }
  Result<std::size_t> remove_prefix(std::string_view prefix, std::size_t count_max) override {
    return tables_.documents.remove_prefix(prefix, count_max);
  }
  CommitTables& tables() override { return tables_; }
  Etag next_etag() const override { return pending_.next_etag(); }

  Result<std::optional<std::string>> get_item(std::string_view key) override;
  void put_item(std::string_view key, std::string value) override;
  void erase_item(std::string_view key) override;
  Result<std::vector<std::pair<std::string, std::string>>> items(std::string_view prefix,
                                                                 std::size_t count_max) override;

 private:
  PendingCommit pending_;
  CommitTables tables_;
};

}  // namespace penstock::documents
