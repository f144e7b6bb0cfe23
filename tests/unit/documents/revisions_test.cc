#include <gtest/gtest.h>

#include "base/bytes.h"
#include "documents/commit_tables.h"
#include "documents/feature_configuration.h"
#include "documents/revision_enforcement.h"
#include "documents/revision_reader.h"
#include "support/assertions.h"
#include "support/golden.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::must;

class RevisionsTest : public ::testing::Test {
 protected:
  void configure(std::string_view text) { database_.configure(Feature::kRevisions, text); }

  PutResult put(std::string_view n, std::string_view id = "users/1") {
    return database_.put_in("Users", id, n);
  }

  Result<ForcedRevision> force(std::string_view id) {
    ForcedRevision forced;
    TRY(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      forced = TRY(context.tables().revisions.force(id));
      return {};
    }));
    return forced;
  }

  DatabaseSnapshot snapshot() { return must(database_->snapshot()); }

  /// The bodies of a document's revisions, newest first.
  std::vector<std::string> bodies(std::string_view id = "users/1") {
    std::vector<std::string> found;
    const auto view = snapshot();
    for (const auto& revision : must(RevisionReader(view.storage()).page(id, {}, {}))) {
      found.push_back(revision.body);
    }
    return found;
  }
  std::uint64_t count(std::string_view id = "users/1") {
    const auto view = snapshot();
    return must(RevisionReader(view.storage()).count(id));
  }
  std::uint64_t total() { return must(database_->statistics()).items.of(CountedItem::kRevisions); }
  std::vector<std::string> bin() {
    std::vector<std::string> ids;
    const auto view = snapshot();
    for (const auto& revision : must(RevisionReader(view.storage()).bin({}, {}))) {
      ids.push_back(revision.id);
    }
    return ids;
  }
  std::string flags(const std::optional<Document>& document) {
    return DerivedMetadata::parse(document.value().derived).flags();
  }

  testing::TemporaryDatabase database_;
};

using Bodies = std::vector<std::string>;

constexpr std::string_view kAll = R"({"Default": {}})";

TEST_F(RevisionsTest, NoneAreKeptUnlessConfigured) {
  put("1");
  put("2");
  database_.remove("users/1");
  EXPECT_EQ(count(), 0u);
  EXPECT_EQ(total(), 0u);
}

TEST_F(RevisionsTest, EveryVersionIsKeptWithItsChangeVector) {
  configure(kAll);
  const auto first = put("1");
  const auto second = put("2");

  EXPECT_EQ(bodies(), (Bodies{R"({"n":2})", R"({"n":1})"}));
  EXPECT_EQ(first.flags, "HasRevisions");
  const auto view = snapshot();
  const RevisionReader revisions(view.storage());
  const auto kept = must(revisions.by_change_vector(first.change_vector));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->body, R"({"n":1})");
  EXPECT_EQ(kept->id, "users/1");
  EXPECT_EQ(kept->change_vector, first.change_vector);
  EXPECT_EQ(flags(kept), "HasRevisions, Revision");
  EXPECT_EQ(flags(database_.get("users/1")), "HasRevisions");
  EXPECT_EQ(must(revisions.by_change_vector("A:99-xyz")), std::nullopt);
  EXPECT_EQ(total(), 2u);
}

TEST_F(RevisionsTest, TheVersionFromBeforeTheConfigurationIsKeptToo) {
  put("1");
  configure(kAll);
  put("2");
  EXPECT_EQ(bodies(), (Bodies{R"({"n":2})", R"({"n":1})"}));
}

TEST_F(RevisionsTest, OnlyConfiguredCollectionsAreKept) {
  configure(R"({"Collections": {"Users": {}}})");
  put("1");
  database_.put_in("Orders", "orders/1");
  EXPECT_EQ(count("users/1"), 1u);
  EXPECT_EQ(count("orders/1"), 0u);
}

TEST_F(RevisionsTest, IdsCompareWithoutCaseAndDoNotRunIntoEachOther) {
  configure(kAll);
  put("1", "users/1");
  put("2", "USERS/1");
  put("3", "users/11");
  EXPECT_EQ(count("Users/1"), 2u);
  EXPECT_EQ(bodies("users/1"), (Bodies{R"({"n":2})", R"({"n":1})"}));
  EXPECT_EQ(bodies("users/11"), (Bodies{R"({"n":3})"}));
}

TEST_F(RevisionsTest, ThePageGoesOnBelowAnEtag) {
  configure(kAll);
  for (const auto* n : {"1", "2", "3"}) put(n);
  const auto view = snapshot();
  const RevisionReader revisions(view.storage());
  BatchLimits limits;
  limits.changes_max = 2;
  const auto first = must(revisions.page("users/1", {}, limits));
  ASSERT_EQ(first.size(), 2u);
  const auto second = must(revisions.page("users/1", first.back().etag, limits));
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second.front().body, R"({"n":1})");
}

TEST_F(RevisionsTest, TheVersionOfATimeIsFound) {
  configure(kAll);
  const auto start = database_.clock().now();
  put("1");
  database_.clock().advance(hours{1});
  put("2");
  const auto view = snapshot();
  const RevisionReader revisions(view.storage());
  EXPECT_EQ(must(revisions.at("users/1", start))->body, R"({"n":1})");
  EXPECT_EQ(must(revisions.at("users/1", start + hours{1} - seconds{1}))->body, R"({"n":1})");
  EXPECT_EQ(must(revisions.at("users/1", start + hours{1}))->body, R"({"n":2})");
  EXPECT_EQ(must(revisions.at("users/1", start - seconds{1})), std::nullopt);
}

TEST_F(RevisionsTest, OnlyTheLastOnesAreKeptByCount) {
  configure(R"({"Default": {"MinimumRevisionsToKeep": 2}})");
  for (const auto* n : {"1", "2", "3", "4"}) put(n);
  EXPECT_EQ(bodies(), (Bodies{R"({"n":4})", R"({"n":3})"}));
  EXPECT_EQ(count(), 2u);
  EXPECT_EQ(total(), 2u);
}

TEST_F(RevisionsTest, OldOnesAreRemovedByAge) {
  configure(R"({"Default": {"MinimumRevisionAgeToKeep": "01:00:00"}})");
  put("1");
  put("2");
  database_.clock().advance(hours{1} + seconds{1});
  put("3");
  EXPECT_EQ(bodies(), (Bodies{R"({"n":3})"}));
}

TEST_F(RevisionsTest, CountAndAgeTogetherRemoveWhatIsBeyondBoth) {
  configure(
      R"({"Default": {"MinimumRevisionsToKeep": 2, "MinimumRevisionAgeToKeep": "01:00:00"}})");
  for (const auto* n : {"1", "2", "3"}) put(n);
  EXPECT_EQ(count(), 3u) << "none is old enough";
  database_.clock().advance(hours{2});
  put("4");
  EXPECT_EQ(bodies(), (Bodies{R"({"n":4})", R"({"n":3})"}));
}

TEST_F(RevisionsTest, OneWriteRemovesNoMoreThanItMay) {
  configure(kAll);
  for (const auto* n : {"1", "2", "3", "4", "5"}) put(n);
  configure(R"({"Default": {"MinimumRevisionsToKeep": 1,
                            "MaximumRevisionsToDeleteUponDocumentUpdate": 2}})");
  put("6");
  EXPECT_EQ(count(), 4u);
  put("7");
  EXPECT_EQ(count(), 3u);
}

TEST_F(RevisionsTest, ADeleteKeepsTheLastVersionAndSaysThatItWasDeleted) {
  put("1");
  configure(kAll);
  database_.remove("users/1");

  const auto view = snapshot();
  const auto kept = must(RevisionReader(view.storage()).page("users/1", {}, {}));
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(flags(kept[0]), "HasRevisions, DeleteRevision");
  EXPECT_EQ(kept[0].body, "{}");
  EXPECT_EQ(kept[0].collection, "Users");
  EXPECT_EQ(flags(kept[1]), "HasRevisions, Revision");
  EXPECT_EQ(kept[1].body, R"({"n":1})");
  EXPECT_EQ(bin(), (std::vector<std::string>{"users/1"}));
}

TEST_F(RevisionsTest, ADocumentThatComesBackLeavesTheBinAndKeepsItsRevisions) {
  configure(kAll);
  put("1");
  database_.remove("users/1");
  put("2");
  EXPECT_TRUE(bin().empty());
  EXPECT_EQ(count(), 3u);
}

TEST_F(RevisionsTest, TheBinShowsTheLastDeletionFirst) {
  configure(kAll);
  put("1", "users/1");
  put("1", "users/2");
  database_.remove("users/2");
  database_.remove("users/1");
  EXPECT_EQ(bin(), (std::vector<std::string>{"users/1", "users/2"}));
}

TEST_F(RevisionsTest, PurgeOnDeleteTakesThemAll) {
  configure(R"({"Default": {"PurgeOnDelete": true}})");
  for (int n = 0; n < 150; ++n) put(std::to_string(n));
  put("1", "users/11");
  database_.remove("users/1");
  EXPECT_EQ(count("users/1"), 0u);
  EXPECT_EQ(count("users/11"), 1u);
  EXPECT_EQ(total(), 1u);
  EXPECT_TRUE(bin().empty());
}

TEST_F(RevisionsTest, ADeleteThatIsPurgedLeavesTheBin) {
  configure(R"({"Default": {"MinimumRevisionsToKeep": 0}})");
  put("1");
  database_.remove("users/1");
  EXPECT_TRUE(bin().empty());
  EXPECT_EQ(total(), 0u);
}

TEST_F(RevisionsTest, ADeleteByPrefixKeepsThemToo) {
  configure(kAll);
  put("1", "users/1");
  put("1", "users/2");
  must(database_->write_and_wait([](WriteContext& context) -> Result<void> {
    TRY(context.remove_prefix("users/", 10));
    return {};
  }));
  EXPECT_EQ(bin().size(), 2u);
}

TEST_F(RevisionsTest, TheyStayWhenTheConfigurationGoes) {
  configure(kAll);
  put("1");
  configure("{}");
  const auto second = put("2");
  EXPECT_EQ(bodies(), (Bodies{R"({"n":1})"}));
  EXPECT_EQ(second.flags, "HasRevisions");
  configure(kAll);
  put("3");
  EXPECT_EQ(count(), 3u) << "the version that was written meanwhile is kept when it is replaced";
}

TEST_F(RevisionsTest, ATransactionThatFailsLeavesNone) {
  configure(kAll);
  put("1");
  const auto failed = database_->write_and_wait([](WriteContext& context) -> Result<void> {
    TRY(context.put("users/1",
                    must(DocumentContent::parse(R"({"@metadata":{"@collection":"Users"}})")), {}));
    return invalid_argument("on purpose");
  });
  EXPECT_FALSE(failed);
  EXPECT_EQ(count(), 1u);
  EXPECT_EQ(total(), 1u);
}

TEST_F(RevisionsTest, ARevisionIsForcedWithoutAConfiguration) {
  const auto before = put("1");
  const auto forced = must(force("USERS/1"));
  EXPECT_TRUE(forced.created);
  EXPECT_NE(forced.document.change_vector, before.change_vector) << "its flags have changed";
  EXPECT_EQ(flags(forced.document), "HasRevisions");
  EXPECT_EQ(database_.get("users/1")->change_vector, forced.document.change_vector);
  const auto view = snapshot();
  const auto kept =
      must(RevisionReader(view.storage()).by_change_vector(forced.document.change_vector));
  EXPECT_EQ(flags(kept), "HasRevisions, Revision, ForceCreated");
  EXPECT_EQ(bodies(), (Bodies{R"({"n":1})"}));
}

TEST_F(RevisionsTest, AVersionIsForcedOnce) {
  put("1");
  must(force("users/1"));
  EXPECT_FALSE(must(force("users/1")).created);
  const auto second = put("2");
  EXPECT_EQ(count(), 1u) << "what is not configured is kept only when asked for";
  const auto forced = must(force("users/1"));
  EXPECT_TRUE(forced.created);
  EXPECT_EQ(forced.document.change_vector, second.change_vector);
  EXPECT_EQ(count(), 2u);
}

TEST_F(RevisionsTest, NothingIsForcedOfADocumentThatIsNotThere) {
  const auto forced = force("users/9");
  ASSERT_FALSE(forced);
  EXPECT_EQ(forced.error().code, ErrorCode::kInvalidArgument);
}

TEST_F(RevisionsTest, AVersionIsKeptBeforeItIsReplaced) {
  put("1");
  PutResult second;
  must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
    TRY(context.tables().revisions.keep_present("users/1"));
    second = TRY(context.put(
        "users/1", must(DocumentContent::parse(R"({"n":2,"@metadata":{"@collection":"Users"}})")),
        {}));
    return {};
  }));
  EXPECT_EQ(bodies(), (Bodies{R"({"n":1})"}));
  EXPECT_EQ(second.flags, "HasRevisions");
}

TEST_F(RevisionsTest, AForcedRevisionOutlivesItsDocument) {
  put("1");
  must(force("users/1"));
  database_.remove("users/1");
  EXPECT_EQ(bodies(), (Bodies{"{}", R"({"n":1})"}));
  EXPECT_EQ(bin(), (std::vector<std::string>{"users/1"}));
}

class RevisionEnforcementTest : public RevisionsTest {
 protected:
  /// Runs transactions until nothing is left to look at; returns how many revisions went.
  std::size_t enforce(const EnforcementScope& scope = {}) {
    std::size_t removed = 0;
    EnforcedRevisions part;
    while (!part.done) {
      const std::string after = part.last;
      must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
        part = TRY(enforce_revisions(context, after, scope));
        return {};
      }));
      removed += part.removed;
    }
    return removed;
  }
};

TEST_F(RevisionEnforcementTest, WhatANewBoundDoesNotWantIsRemovedOfAllDocuments) {
  configure(kAll);
  for (int id = 0; id < 100; ++id) {
    for (const auto* n : {"1", "2", "3"}) put(n, "users/" + std::to_string(id));
  }
  configure(R"({"Default": {"MinimumRevisionsToKeep": 1}})");
  EXPECT_EQ(enforce(), 200u);
  EXPECT_EQ(total(), 100u);
  EXPECT_EQ(bodies("users/7"), (Bodies{R"({"n":3})"}));
}

TEST_F(RevisionEnforcementTest, ADocumentWithManyTakesManyTransactions) {
  configure(kAll);
  constexpr int kVersions = 2 * static_cast<int>(RevisionTable::kPurgedPerWriteMax) + 10;
  for (int n = 0; n < kVersions; ++n) put(std::to_string(n));
  configure(R"({"Default": {"MinimumRevisionsToKeep": 3,
                            "MaximumRevisionsToDeleteUponDocumentUpdate": 1}})");
  EXPECT_EQ(enforce(), static_cast<std::size_t>(kVersions - 3));
  EXPECT_EQ(count(), 3u);
}

TEST_F(RevisionEnforcementTest, WhereNoneAreConfiguredOnlyForcedOnesStay) {
  configure(kAll);
  put("1");
  configure("{}");
  put("2");
  must(force("users/1"));
  EXPECT_EQ(enforce(), 1u);
  EXPECT_EQ(bodies(), (Bodies{R"({"n":2})"}));
  EXPECT_EQ(flags(database_.get("users/1")), "HasRevisions");

  EXPECT_EQ(enforce({.collections = {}, .forced_too = true}), 1u);
  EXPECT_EQ(count(), 0u);
  EXPECT_EQ(flags(database_.get("users/1")), "");
}

TEST_F(RevisionEnforcementTest, OnlyTheCollectionsAskedForAreTouched) {
  configure(kAll);
  put("1");
  database_.put_in("Orders", "orders/1");
  configure("{}");
  EXPECT_EQ(enforce({.collections = {"orders"}, .forced_too = false}), 1u);
  EXPECT_EQ(count("users/1"), 1u);
  EXPECT_EQ(count("orders/1"), 0u);
}

TEST_F(RevisionEnforcementTest, DeletedDocumentsLeaveTheBin) {
  configure(kAll);
  put("1");
  database_.remove("users/1");
  configure("{}");
  EXPECT_EQ(enforce(), 2u);
  EXPECT_TRUE(bin().empty());
}

TEST_F(RevisionsTest, TheyAreThereAfterARestart) {
  configure(kAll);
  put("1");
  database_.close();
  database_.open();
  put("2");
  EXPECT_EQ(bodies(), (Bodies{R"({"n":2})", R"({"n":1})"}));
}

TEST_F(RevisionsTest, TheBytesAreThoseThatWereOnceWritten) {
  configure(kAll);
  put("1", "Users/1");
  database_.remove("users/1");
  const auto view = snapshot();
  std::string bytes;
  must(view.storage().visit({.begin = "\x78", .end = "\x7c"},
                            [&](std::string_view key, std::string_view value) {
                              bytes += to_hex(key) + " " + to_hex(value) + "\n";
                              return true;
                            }));
  bytes.pop_back();
  EXPECT_EQ(bytes, testing::golden("revisions_v1.hex"));
}

}  // namespace
}  // namespace penstock::documents
