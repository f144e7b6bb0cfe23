#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "documents/change_feed.h"
#include "support/assertions.h"

namespace penstock::testing {

/// Sees the change feed only, page by page, as an ETL process does.
class FeedFollower {
 public:
  virtual ~FeedFollower() = default;

  /// Takes the next page; false if there was none.
  bool follow(const kv::Snapshot& snapshot, std::size_t changes_max) {
    const documents::ChangeFeed feed(snapshot, {}, streams_);
    const auto page = must(feed.read(position_, {.changes_max = changes_max}));
    for (const auto& change : page) {
      EXPECT_GT(change.etag(), position_);
      position_ = change.etag();
      if (change.document() != nullptr) documents_.insert(change.id());
      if (change.tombstone() != nullptr) documents_.erase(change.id());
      take(change);
    }
    return !page.empty();
  }

 protected:
  /// Documents and their tombstones, and of the items that hang on them these.
  explicit FeedFollower(std::vector<documents::ChangeStream> streams)
      : streams_(std::move(streams)) {
    for (const auto stream : documents::kDocumentStreams) streams_.push_back(stream);
  }

  virtual void take(const documents::Change& change) = 0;

  /// Ids of those that there are. An item may come before its document.
  const std::set<std::string>& documents() const { return documents_; }

 private:
  std::vector<documents::ChangeStream> streams_;
  documents::Etag position_;
  std::set<std::string> documents_;
};

}  // namespace penstock::testing
