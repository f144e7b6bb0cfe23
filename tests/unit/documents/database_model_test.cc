#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/temporary_database.h"
#include "support/temporary_directory.h"

// Random work on a database and on a model of it made of maps, which must agree at every look.

namespace penstock::documents {
namespace {

using testing::must;
using testing::TemporaryDatabase;

struct ModelDocument {
  std::string id;
  std::string collection;
  std::string body;
  Etag etag;
};

class Model {
 public:
  using Tombstones = std::map<std::string, Etag>;  ///< By folded collection.

  bool may_put(const std::string& id, const std::string& collection) const {
    const auto found = documents.find(fold_case(id));
    return found == documents.end() || equal_ignoring_case(found->second.collection, collection);
  }
  void put(const std::string& id, const std::string& collection, const std::string& body) {
    const std::string folded = fold_case(id);
    std::string spelling = id;
    if (const auto old = documents.find(folded); old != documents.end()) spelling = old->second.id;
    if (tombstones.contains(folded)) spelling = spellings.at(folded);
    documents[folded] = {spelling, collection, body, next()};
  }
  bool remove(const std::string& id) {
    const std::string folded = fold_case(id);
    const auto found = documents.find(folded);
    if (found == documents.end()) return false;
    spellings[folded] = found->second.id;
    tombstones[folded][fold_case(found->second.collection)] = next();
    documents.erase(found);
    return true;
  }

  /// What a feed of `collections` (folded; none for all) must give after `after`.
  std::map<Etag, std::string> feed(Etag after, const std::set<std::string>& collections) const {
    const auto wanted = [&](const std::string& collection) {
      return collections.empty() || collections.contains(fold_case(collection));
    };
    std::map<Etag, std::string> changes;
    for (const auto& [folded, document] : documents) {
      if (document.etag > after && wanted(document.collection)) {
        changes[document.etag] = "put " + document.id + " " + document.body;
      }
    }
    for (const auto& [folded, entries] : tombstones) {
      for (const auto& [collection, etag] : entries) {
        if (etag > after && wanted(collection)) changes[etag] = "delete " + spellings.at(folded);
      }
    }
    return changes;
  }

  std::map<std::string, ModelDocument> documents;  ///< By folded id.
  std::map<std::string, Tombstones> tombstones;    ///< By folded id.
  std::map<std::string, std::string> spellings;    ///< Of ids that had a tombstone.
  Etag last_etag;

 private:
  Etag next() { return last_etag = last_etag.next(); }
};

class DatabaseModelTest : public ::testing::TestWithParam<unsigned> {
 protected:
  DatabaseModelTest() : DatabaseModelTest(std::make_unique<kv::memory::MemoryProvider>()) {}
  explicit DatabaseModelTest(std::unique_ptr<kv::EngineProvider> provider)
      : database_(std::move(provider)), random_(GetParam()) {}

  /// Random steps, with a look at everything now and then.
  void run(int steps) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    for (int step = 0; step < steps && !HasFatalFailure(); ++step) {
      change();
      if (pick(20) == 0) compare();
    }
  }

  void change() {
    switch (pick(10)) {
      case 0: fail(); break;
      case 1: move(); break;
      case 2:
      case 3:
      case 4: remove(); break;
      default: put();
    }
  }
  void compare() {
    if (pick(4) == 0) {
      database_.close();
      database_.open();
    }
    compare_documents();
    compare_feed({});
    compare_feed({"orders"});
    compare_feed({"order", "users"});
    compare_statistics();
  }

  std::size_t pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  std::string random_id() {
    std::string id = "docs/" + std::to_string(pick(40));
    if (pick(3) == 0) id[0] = 'D';
    return id;
  }
  std::string random_collection() {
    static const std::vector<std::string> kNames = {"Orders", "orders", "Users", "Order"};
    return kNames[pick(kNames.size())];
  }

  void put() {
    const std::string id = random_id();
    const std::string collection = random_collection();
    const std::string body = R"({"n":)" + std::to_string(pick(1'000'000)) + "}";
    const bool allowed = model_.may_put(id, collection);
    const auto answer =
        database_.try_put(id, body.substr(0, body.size() - 1) + R"(,"@metadata":{"@collection":")" +
                                  collection + R"("}})");
    ASSERT_EQ(answer.has_value(), allowed);
    if (!allowed) return;
    model_.put(id, collection, body);
    ASSERT_EQ(answer->etag, model_.last_etag);
    ASSERT_EQ(answer->id, model_.documents.at(fold_case(id)).id);
  }
  void remove() {
    const std::string id = random_id();
    ASSERT_EQ(database_.remove(id).deleted, model_.remove(id));
  }
  /// Several changes in one transaction, which fails at its end.
  void fail() {
    const auto answer = database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      for (int i = 0; i < 3; ++i) {
        TRY(context.remove(random_id(), {}));
        const auto put = context.put(random_id(), {"{}", "{}", random_collection()}, {});
        if (!put) return put.error();
      }
      return invalid_argument("on purpose");
    });
    ASSERT_FALSE(answer.has_value());
  }
  void move() {
    const std::string id = random_id();
    ASSERT_EQ(database_.remove(id).deleted, model_.remove(id));
    put();
  }

  void compare_documents() {
    for (int i = 0; i < 40; ++i) {
      const std::string id = "docs/" + std::to_string(i);
      const auto document = database_.get(id);
      const auto expected = model_.documents.find(id);
      ASSERT_EQ(document.has_value(), expected != model_.documents.end()) << id;
      if (!document) continue;
      EXPECT_EQ(document->id, expected->second.id);
      EXPECT_EQ(document->collection, expected->second.collection);
      EXPECT_EQ(document->body, expected->second.body);
      EXPECT_EQ(document->etag, expected->second.etag);
    }
  }
  void compare_feed(const std::set<std::string>& collections) {
    const Etag start{pick(model_.last_etag.value + 1)};
    const BatchLimits limits{.changes_max = 1 + pick(20), .bytes_max = 1 + pick(400)};
    std::map<Etag, std::string> seen;
    Etag after = start;
    for (;;) {
      const auto page = database_.changes(after, {collections.begin(), collections.end()}, limits);
      if (page.empty()) break;
      for (const auto& change : page) {
        ASSERT_GT(change.etag(), after);
        after = change.etag();
        seen[after] = change.document() != nullptr
                          ? "put " + change.id() + " " + change.document()->body
                          : "delete " + change.id();
      }
    }
    EXPECT_EQ(seen, model_.feed(start, collections));
    const auto snapshot = must(database_->snapshot());
    const ChangeFeed feed(snapshot.storage(), {collections.begin(), collections.end()});
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {.after = start}, 1'000'000)) +
                  must(feed.count(ChangeStream::kTombstones, {.after = start}, 1'000'000)),
              seen.size());
  }
  void compare_statistics() {
    const auto statistics = must(database_->statistics());
    std::size_t tombstones = 0;
    for (const auto& [id, entries] : model_.tombstones) tombstones += entries.size();
    std::map<std::string, CollectionStatistics> expected;
    for (const auto& [id, document] : model_.documents) {
      auto& collection = expected[fold_case(document.collection)];
      ++collection.documents;
      collection.document_bytes += document.body.size() + 2;
    }
    for (const auto& collection : statistics.collections) {
      const auto& counted = expected[fold_case(collection.name)];
      EXPECT_EQ(collection.documents, counted.documents) << collection.name;
      EXPECT_EQ(collection.document_bytes, counted.document_bytes) << collection.name;
    }
    EXPECT_EQ(statistics.documents, model_.documents.size());
    EXPECT_EQ(statistics.tombstones, tombstones);
    EXPECT_EQ(statistics.last_etag, model_.last_etag);
  }

  TemporaryDatabase database_;
  Model model_;
  std::mt19937 random_;
};

/// A folder that is there before the base class opens its database in it.
struct OwnFolder {
  testing::TemporaryDirectory folder;
};

/// The same over the engine that servers use.
class RocksdbDatabaseModelTest : OwnFolder, public DatabaseModelTest {
 protected:
  RocksdbDatabaseModelTest()
      : DatabaseModelTest(
            must(kv::rocksdb::RocksdbProvider::open({.folder = folder.path() + "/data"}))) {}
};

TEST_P(DatabaseModelTest, DatabaseAndModelAgree) { run(600); }

TEST_P(RocksdbDatabaseModelTest, DatabaseAndModelAgree) { run(300); }

INSTANTIATE_TEST_SUITE_P(Seeds, DatabaseModelTest,
                         ::testing::Values(1u, 2u, 3u, 4u, std::random_device{}()));
INSTANTIATE_TEST_SUITE_P(Seeds, RocksdbDatabaseModelTest,
                         ::testing::Values(1u, std::random_device{}()));

}  // namespace
}  // namespace penstock::documents
