#include "documents/document_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kv/memory/memory_engine.h"
#include "support/assertions.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;

const DocumentContent kOrder{.body = R"({"n":1})", .metadata = "{}", .collection = "Orders"};

/// Says what it saw, and marks every document.
class Witness final : public DocumentObserver {
 public:
  Result<void> before_put(const DocumentRecord& document, const DocumentRecord* before,
                          DerivedMetadata& derived) override {
    if (document.body == "{}") return invalid_argument("empty");
    seen.push_back(std::string(before == nullptr ? "new " : "changed ") + std::string(document.id) +
                   " " + std::string(document.change_vector));
    derived.set_flag(DocumentFlag::kHasRevisions, true);
    return {};
  }
  Result<void> before_remove(const DocumentRecord& document) override {
    seen.push_back("removed " + std::string(document.id));
    return {};
  }
  std::vector<std::string> seen;
};

class DocumentTableTest : public ::testing::Test {
 protected:
  DocumentTableTest()
      : versions_(must(LocalVersions::make("A", "00112233-4455-6677-8899-aabbccddeeff"))),
        snapshot_(must(engine_.snapshot())),
        pending_(*snapshot_, versions_, Etag{}, WallTime{}),
        table_(pending_) {}

  kv::memory::MemoryEngine engine_;
  LocalVersions versions_;
  std::unique_ptr<const kv::Snapshot> snapshot_;
  PendingCommit pending_;
  DocumentTable table_;
};

TEST_F(DocumentTableTest, UpdateGivesANewVersionOfTheSameDocument) {
  const auto put = must(table_.put("Orders/1", kOrder, {}));
  const auto updated = must(table_.update(
      "orders/1", [](DerivedMetadata& derived) { derived.set_counters(R"(["likes"])"); }));

  EXPECT_EQ(updated.id, "Orders/1");
  EXPECT_EQ(updated.etag, put.etag.next());
  EXPECT_NE(updated.change_vector, put.change_vector);
  EXPECT_EQ(updated.flags, "HasCounters");
  const auto document = must(table_.get("orders/1"));
  EXPECT_EQ(document->body, R"({"n":1})");
  EXPECT_EQ(document->etag, updated.etag);
  EXPECT_EQ(document->derived, R"({"@flags":"HasCounters","@counters":["likes"]})");
}

TEST_F(DocumentTableTest, WhatIsDerivedOutlivesAPutAndEndsWithTheDocument) {
  must(table_.put("orders/1", kOrder, {}));
  must(table_.update("orders/1",
                     [](DerivedMetadata& derived) { derived.set_counters(R"(["likes"])"); }));
  EXPECT_EQ(must(table_.put("orders/1", kOrder, {})).flags, "HasCounters");
  EXPECT_EQ(must(table_.head("ORDERS/1"))->derived.counters(), R"(["likes"])");
  must(table_.remove("orders/1", {}));
  EXPECT_EQ(must(table_.put("orders/1", kOrder, {})).flags, "");
}

TEST_F(DocumentTableTest, UpdateOfAMissingDocumentIsNotFound) {
  const auto updated = table_.update("orders/1", [](DerivedMetadata&) {});
  ASSERT_FALSE(updated.has_value());
  EXPECT_EQ(updated.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(must(table_.head("orders/1")).has_value());
}

TEST_F(DocumentTableTest, ObserversFollowEveryDocument) {
  Witness witness;
  table_.add_observer(witness);
  const auto created = must(table_.put("a", kOrder, {}));
  const auto replaced = must(table_.put("A", kOrder, {}));
  must(table_.update("a", [](DerivedMetadata&) {}));
  must(table_.remove("a", {}));
  must(table_.remove("a", {}));

  EXPECT_THAT(witness.seen,
              ElementsAre("new a " + created.change_vector, "changed a " + replaced.change_vector,
                          "changed a " + versions_.change_vector(Etag{3}), "removed a"));
  EXPECT_EQ(created.flags, "HasRevisions");
}

TEST_F(DocumentTableTest, AnObserverThatRefusesFailsThePut) {
  Witness witness;
  table_.add_observer(witness);
  auto empty = kOrder;
  empty.body = "{}";
  EXPECT_FALSE(table_.put("a", empty, {}).has_value());
}

TEST_F(DocumentTableTest, UndoTakesBackEtagsAndNotices) {
  must(table_.put("a", kOrder, {}));
  pending_.set_savepoint();
  auto user = kOrder;
  user.collection = "Users";
  must(table_.put("b", user, {}));
  EXPECT_THAT(pending_.changed_collections(), ElementsAre("orders", "users"));
  pending_.undo();
  EXPECT_THAT(pending_.changed_collections(), ElementsAre("orders"));
  EXPECT_EQ(pending_.next_etag(), Etag{2});
  EXPECT_FALSE(must(table_.get("b")).has_value());
}

TEST_F(DocumentTableTest, NothingChangedTellsNobody) {
  must(table_.remove("a", {}));
  EXPECT_THAT(pending_.changed_collections(), IsEmpty());
  EXPECT_TRUE(pending_.empty());
}

}  // namespace
}  // namespace penstock::documents
