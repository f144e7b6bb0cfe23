#include <cstdint>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/commit_tables.h"
#include "documents/feature_configuration.h"
#include "documents/revision_reader.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/temporary_database.h"
#include "support/temporary_directory.h"
#include "unit/documents/store_damages.h"

// Random work on documents whose revisions are kept, and on a model of it, which must agree at
// every look; and nothing that is stored may disagree with the rest.

namespace penstock::documents {
namespace {

using testing::must;
using testing::TemporaryDatabase;

const std::string kDeleted = "{}";

struct ModelDocument {
  bool is_live = false;
  bool is_kept = false;  ///< The present version is among the revisions.
  std::string body;
  std::vector<std::string> revisions;  ///< Bodies, oldest first.
};

struct ModelPolicy {
  bool keeps = false;
  bool purges_on_delete = false;
  std::size_t count = SIZE_MAX;

  std::string to_json() const {
    if (!keeps) return "{}";
    const std::string limit =
        count == SIZE_MAX ? "" : R"(,"MinimumRevisionsToKeep":)" + std::to_string(count);
    return std::string(R"({"Default":{"PurgeOnDelete":)") + (purges_on_delete ? "true" : "false") +
           limit + "}}";
  }
};

class RevisionModelTest : public ::testing::TestWithParam<unsigned> {
 protected:
  RevisionModelTest()
      : database_(must(kv::rocksdb::RocksdbProvider::open({.folder = folder_.path() + "/data"}))),
        random_(GetParam()) {}

  void run(int steps) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    for (int i = 0; i < steps && !HasFailure(); ++i) {
      change();
      if (pick(25) == 0) compare();
    }
    compare();
  }

  void change() {
    switch (pick(12)) {
      case 0: configure(); break;
      case 1: fail(); break;
      case 2: force(); break;
      case 3:
      case 4:
      case 5: remove(); break;
      default: put();
    }
  }

  void configure() {
    policy_ = {.keeps = pick(3) > 0,
               .purges_on_delete = pick(4) == 0,
               .count = pick(2) == 0 ? SIZE_MAX : 1 + pick(4)};
    database_.configure(Feature::kRevisions, policy_.to_json());
  }
  void put() {
    const auto id = random_id();
    auto& document = model_[id];
    const std::string body = R"({"n":)" + std::to_string(pick(1'000'000)) + "}";
    database_.put(id, body);
    if (policy_.keeps) {
      if (document.is_live) keep_present(document);
      document.revisions.push_back(body);
      purge(document);
    }
    document.is_live = true;
    document.is_kept = policy_.keeps;
    document.body = body;
  }
  void remove() {
    const auto id = random_id();
    auto& document = model_[id];
    ASSERT_EQ(database_.remove(id).deleted, document.is_live);
    if (!document.is_live) return;
    if (policy_.keeps && policy_.purges_on_delete) {
      document.revisions.clear();
    } else if (policy_.keeps || !document.revisions.empty()) {
      if (policy_.keeps) keep_present(document);
      document.revisions.push_back(kDeleted);
      if (policy_.keeps) purge(document);
    }
    document.is_live = false;
  }
  void force() {
    const auto id = random_id();
    auto& document = model_[id];
    const auto forced = database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      const auto made = TRY(context.tables().revisions.force(id));
      EXPECT_EQ(made.created, !document.is_kept);
      return {};
    });
    ASSERT_EQ(forced.has_value(), document.is_live);
    if (!document.is_live) return;
    keep_present(document);
  }
  /// All kinds of changes in one transaction, which fails at its end.
  void fail() {
    const auto failed = database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.put(random_id(), {"{}", "{}", std::string(kEmptyCollection)}, {}));
      TRY(write_feature(context, Feature::kRevisions, {}));
      TRY(context.remove(random_id(), {}));
      TRY(context.put(random_id(), {"{}", "{}", std::string(kEmptyCollection)}, {}));
      return invalid_argument("on purpose");
    });
    ASSERT_FALSE(failed.has_value());
  }

  static void keep_present(ModelDocument& document) {
    if (!document.is_kept) document.revisions.push_back(document.body);
    document.is_kept = true;
  }
  void purge(ModelDocument& document) const {
    auto& revisions = document.revisions;
    if (revisions.size() <= policy_.count) return;
    revisions.erase(revisions.begin(),
                    revisions.end() - static_cast<std::ptrdiff_t>(policy_.count));
  }

  void compare() {
    if (pick(3) == 0) {
      database_.close();
      database_.open();
    }
    const auto snapshot = must(database_->snapshot());
    const RevisionReader reader(snapshot.storage());
    std::set<std::string> deleted;
    std::uint64_t total = 0;
    for (const auto& [id, document] : model_) {
      std::vector<std::string> bodies;
      for (const auto& revision : must(reader.page(id, {}, {}))) {
        bodies.insert(bodies.begin(), revision.body);
      }
      EXPECT_EQ(bodies, document.revisions) << id;
      EXPECT_EQ(must(reader.count(id)), bodies.size());
      total += bodies.size();
      if (!document.is_live && !bodies.empty()) deleted.insert(id);
    }
    std::set<std::string> bin;
    for (const auto& revision : must(reader.bin({}, {}))) bin.insert(revision.id);
    EXPECT_EQ(bin, deleted);
    EXPECT_EQ(must(database_->statistics()).items.of(CountedItem::kRevisions), total);
    EXPECT_THAT(testing::store_damages(snapshot.storage()), ::testing::IsEmpty());
  }

  std::size_t pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  std::string random_id() { return "docs/" + std::to_string(pick(12)); }

  testing::TemporaryDirectory folder_;
  TemporaryDatabase database_;
  std::map<std::string, ModelDocument> model_;
  ModelPolicy policy_;
  std::mt19937 random_;
};

TEST_P(RevisionModelTest, DatabaseAndModelAgree) { run(500); }

INSTANTIATE_TEST_SUITE_P(Seeds, RevisionModelTest,
                         ::testing::Values(1u, 2u, 3u, std::random_device{}()));

}  // namespace
}  // namespace penstock::documents
