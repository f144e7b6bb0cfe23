#include "documents/attachment_table.h"

#include "documents/change_feed.h"
#include "unit/documents/attachment_fixture.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;

class AttachmentTableTest : public testing::AttachmentFixture {
 protected:
  std::vector<std::string> names(const std::string& id = "orders/1") {
    std::vector<std::string> names;
    const auto view = snapshot();
    for (const auto& attachment : must(AttachmentReader(view.storage()).list(id))) {
      names.push_back(attachment.name);
    }
    return names;
  }

  /// "Orders/1 photo" for each tombstone of an attachment.
  std::vector<std::string> tombstones(const std::vector<std::string>& collections = {}) {
    constexpr std::array kStreams = {ChangeStream::kAttachmentTombstones};
    std::vector<std::string> lines;
    const auto view = snapshot();
    for (const auto& change :
         must(ChangeFeed(view.storage(), collections, kStreams).read(Etag{}, {}))) {
      lines.push_back(change.id() + " " + change.as<AttachmentTombstone>()->name);
    }
    return lines;
  }
};

TEST_F(AttachmentTableTest, AttachesBytesUnderANameThatComparesWithoutCase) {
  put("Photo.png", "pixels");
  EXPECT_EQ(read("PHOTO.PNG"), "pixels");
  const auto attachment = find("photo.png").value();
  EXPECT_EQ(attachment.document_id, "Orders/1");
  EXPECT_EQ(attachment.name, "Photo.png");
  EXPECT_EQ(attachment.content_type, "text/plain");
  EXPECT_EQ(attachment.size, 6u);
  EXPECT_EQ(attachment.wire_hash().size(), 44u);
  EXPECT_EQ(read("other"), "none");
}

TEST_F(AttachmentTableTest, RefusesMoreAttachmentsOfADocumentThanItsMetadataMayList) {
  const auto content = stage("x");
  const auto put_many = [&](std::size_t first, std::size_t count) {
    return change("orders/1", [&](auto& table) -> Result<void> {
      for (auto n = first; n < first + count; ++n) {
        TRY(table.put({"orders/1", std::to_string(n)}, "", *content, {}));
      }
      return {};
    });
  };
  must(put_many(0, kAttachmentsMax));
  const auto refused = put_many(kAttachmentsMax, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(names().size(), kAttachmentsMax);
  must(put_many(0, 1));
}

TEST_F(AttachmentTableTest, ListsAttachmentsInTheMetadataOfADocumentThatGetsANewVersion) {
  const auto before = database_.get("orders/1")->change_vector;
  put("b", "2");
  put("a", "1");
  const auto document = database_.get("orders/1").value();
  EXPECT_NE(document.change_vector, before);
  EXPECT_THAT(document.to_json(), HasSubstr(R"("@flags":"HasAttachments")"));
  EXPECT_THAT(document.to_json(), HasSubstr(R"("@attachments":[{"Name":"a","Hash":)"));
  EXPECT_THAT(document.to_json(), HasSubstr(R"("ContentType":"text/plain","Size":1},{"Name":"b")"));
}

TEST_F(AttachmentTableTest, KeepsTheListWhateverTheClientPuts) {
  put("a", "1");
  const auto derived = database_.get("orders/1")->derived;
  database_.put("orders/1", R"({"n":2,"@metadata":{"@collection":"Orders",
                                "@attachments":[{"name":"forged"}],"@flags":"HasCounters"}})");
  EXPECT_EQ(database_.get("orders/1")->derived, derived);
  remove("a");
  EXPECT_EQ(database_.get("orders/1")->derived, "");
}

TEST_F(AttachmentTableTest, ReplacesAnAttachmentOfTheSameName) {
  put("a", "old");
  put("A", "new");
  EXPECT_THAT(names(), ElementsAre("A"));
  EXPECT_EQ(read("a"), "new");
  EXPECT_EQ(count(CountedItem::kAttachments), 1u);
  EXPECT_EQ(count(CountedItem::kContents), 1u);
}

TEST_F(AttachmentTableTest, ChecksTheVersionOfTheAttachment) {
  put("a", "1");
  const auto vector = find("a")->change_vector;
  EXPECT_EQ(try_put("orders/1", "a", stage("2"), {"A:999"}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(try_put("orders/1", "a", stage("2"), {""}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(try_put("orders/1", "b", stage("2"), {vector}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(read("a"), "1");
  EXPECT_OK(try_put("orders/1", "a", stage("2"), {vector}));
  EXPECT_OK(try_put("orders/1", "b", stage("3"), {""}));
  EXPECT_EQ(read("a") + read("b"), "23");
}

TEST_F(AttachmentTableTest, RefusesWhatIsNoNameOrNoContentTypeAndAMissingDocument) {
  const auto content = stage("x");
  const auto code = [&](const std::string& id, const std::string& name,
                        const std::string& type = "") {
    return try_put(id, name, content, {}, type).error().code;
  };
  EXPECT_EQ(code("orders/1", ""), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("orders/1", std::string("a\0b", 3)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("orders/1", "\xFF"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("orders/1", std::string(513, 'x')), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("orders/1", "a", "text/plain\r\nSet-Cookie: x"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("orders/2", "a"), ErrorCode::kNotFound);
  EXPECT_EQ(count(CountedItem::kAttachments), 0u);
  EXPECT_EQ(count(CountedItem::kContents), 0u);
}

TEST_F(AttachmentTableTest, CopiesAndMovesWithoutStoringAgain) {
  database_.put_in("Users", "users/1");
  put("a", "bytes");
  must(change("users/1", [](auto& table) {
    return table.copy({"orders/1", "a"}, {"users/1", "b"}, {});
  }));
  EXPECT_EQ(read("b", "users/1"), "bytes");
  EXPECT_EQ(count(CountedItem::kContents), 1u);
  must(change("orders/1", [](auto& table) {
    return table.move({"orders/1", "a"}, {"orders/1", "c"}, {});
  }));
  EXPECT_THAT(names(), ElementsAre("c"));
  EXPECT_EQ(keys(Table::kContentChunks), 1u);
  EXPECT_EQ(change("users/1",
                   [](auto& table) {
                     return table.copy({"orders/1", "a"}, {"users/1", "d"}, {});
                   })
                .error()
                .code,
            ErrorCode::kNotFound);
}

TEST_F(AttachmentTableTest, RenamesInCaseOnly) {
  put("a", "bytes");
  must(change("orders/1", [](auto& table) {
    return table.move({"orders/1", "a"}, {"ORDERS/1", "A"}, {});
  }));
  EXPECT_THAT(names(), ElementsAre("A"));
  EXPECT_EQ(read("a"), "bytes");
  EXPECT_EQ(count(CountedItem::kAttachments), 1u);
}

TEST_F(AttachmentTableTest, LeavesATombstoneUntilTheNameIsUsedAgain) {
  put("a", "1");
  put("b", "2");
  remove("a");
  remove("b");
  remove("never there");
  EXPECT_THAT(tombstones(), ElementsAre("Orders/1 a", "Orders/1 b"));
  EXPECT_THAT(tombstones({"Orders"}), ElementsAre("Orders/1 a", "Orders/1 b"));
  EXPECT_THAT(tombstones({"Users"}), IsEmpty());
  put("A", "3");
  EXPECT_THAT(tombstones(), ElementsAre("Orders/1 b"));
  EXPECT_EQ(count(CountedItem::kAttachmentTombstones), 1u);
}

TEST_F(AttachmentTableTest, GoesWithTheDocumentAndLeavesNothing) {
  for (int i = 0; i < 600; ++i) put("name " + std::to_string(i), "same bytes");
  remove("name 0");
  database_.remove("orders/1");
  EXPECT_TRUE(eventually_chunks(0));
  for (const auto table :
       {Table::kContents, Table::kAttachments, Table::kAttachmentTombstones,
        Table::kAttachmentTombstonesByEtag, Table::kAttachmentTombstonesByCollection}) {
    EXPECT_EQ(keys(table), 0u);
  }
  EXPECT_EQ(count(CountedItem::kAttachments), 0u);
  EXPECT_EQ(count(CountedItem::kContents), 0u);
  EXPECT_THAT(names(), IsEmpty());
}

// As an ETL process writes: the old document goes and the new one comes in one transaction.
TEST_F(AttachmentTableTest, KeepsAContentThatIsReleasedAndAttachedAgainInOneTransaction) {
  const std::string bytes(kChunkBytes * 3, 'x');
  put("a", bytes);
  auto again = stage(bytes);
  must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
    TRY(context.remove("orders/1", {}));
    TRY(context.put("orders/1", must(DocumentContent::parse("{}")), {}));
    TRY(context.tables().attachments.put({"orders/1", "a"}, "", *again, {}));
    TRY(context.tables().attachments.update_document("orders/1"));
    return {};
  }));
  again.reset();  // The one that was there already has stayed.
  EXPECT_TRUE(eventually_chunks(3));
  EXPECT_EQ(read("a"), bytes);
}

TEST_F(AttachmentTableTest, LeavesNothingOfATransactionThatFails) {
  const auto content = stage(std::string(kChunkBytes * 2, 'x'));
  const auto failed = change("orders/1", [&](auto& table) -> Result<void> {
    TRY(table.put({"orders/1", "a"}, "", *content, {}));
    TRY(table.put({"orders/1", "b"}, "", *content, {"A:999"}));
    return {};
  });
  EXPECT_EQ(failed.error().code, ErrorCode::kConflict);
  EXPECT_EQ(keys(Table::kContents), 0u);
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(count(CountedItem::kContents), 0u);
  EXPECT_OK(try_put("orders/1", "a", content));  // It was not used up.
}

}  // namespace
}  // namespace penstock::documents
