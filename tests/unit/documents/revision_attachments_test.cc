// Revisions hold on to the attachments that their documents had.
#include "documents/feature_configuration.h"
#include "documents/revision_reader.h"
#include "unit/documents/attachment_fixture.h"
#include "unit/documents/store_damages.h"

namespace penstock::documents {
namespace {

using ::testing::IsEmpty;
using testing::must;

class RevisionAttachmentsTest : public testing::AttachmentFixture {
 protected:
  ~RevisionAttachmentsTest() override {
    EXPECT_THAT(testing::store_damages(snapshot().storage()), IsEmpty());
  }

  void configure(std::string_view text = R"({"Default": {}})") {
    database_.configure(Feature::kRevisions, text);
  }

  std::string version(const std::string& id = "orders/1") {
    return database_.get(id)->change_vector;
  }

  std::optional<Attachment> find_at(const std::string& change_vector, const std::string& name,
                                    const std::string& id = "orders/1") {
    const auto view = snapshot();
    return must(RevisionReader(view.storage()).attachment(change_vector, id, name));
  }
  /// The bytes that a document had in that version; "none" if there was no such attachment.
  std::string read_at(const std::string& change_vector, const std::string& name) {
    const auto attachment = find_at(change_vector, name);
    if (!attachment) return "none";
    const auto view = snapshot();
    const AttachmentReader reader(view.storage());
    return must(reader.read(must(reader.find_content(attachment->hash)).value(), 0));
  }
};

TEST_F(RevisionAttachmentsTest, AreReadAsTheyWere) {
  configure();
  put("Photo", "old");
  const auto first = version();
  put("photo", "new");
  const auto second = version();
  remove("photo");

  EXPECT_EQ(read_at(first, "PHOTO"), "old");
  EXPECT_EQ(read_at(second, "photo"), "new");
  EXPECT_EQ(read_at(version(), "photo"), "none");
  const auto attachment = find_at(first, "photo").value();
  EXPECT_EQ(attachment.document_id, "Orders/1");
  EXPECT_EQ(attachment.name, "Photo");
  EXPECT_EQ(attachment.content_type, "text/plain");
  EXPECT_EQ(attachment.size, 3u);
  EXPECT_EQ(attachment.change_vector, first);
}

TEST_F(RevisionAttachmentsTest, AreOfTheirDocumentAlone) {
  configure();
  put("photo", "pixels");
  EXPECT_FALSE(find_at(version(), "other"));
  EXPECT_FALSE(find_at(version(), "photo", "orders/2"));
  EXPECT_FALSE(find_at("A:99-xyz", "photo"));
}

TEST_F(RevisionAttachmentsTest, StayWhenTheirDocumentIsDeleted) {
  configure();
  put("photo", "pixels");
  const auto first = version();
  database_.remove("orders/1");
  EXPECT_EQ(read_at(first, "photo"), "pixels");
  EXPECT_EQ(count(CountedItem::kContents), 1u);
}

TEST_F(RevisionAttachmentsTest, GoWithARevisionsThatAreDeletedWithTheDocument) {
  configure(R"({"Default": {"PurgeOnDelete": true}})");
  put("photo", "pixels");
  put("photo", "other");
  EXPECT_EQ(count(CountedItem::kContents), 2u);
  database_.remove("orders/1");
  EXPECT_EQ(count(CountedItem::kContents), 0u);
  EXPECT_TRUE(eventually_chunks(0));
}

TEST_F(RevisionAttachmentsTest, GoWhenTheLastRevisionThatHasThemIsPurged) {
  configure(R"({"Default": {"MinimumRevisionsToKeep": 2}})");
  put("photo", "pixels");
  remove("photo");
  EXPECT_EQ(count(CountedItem::kContents), 1u);
  database_.put_in("Orders", "orders/1", "2");
  EXPECT_EQ(count(CountedItem::kContents), 0u);
  EXPECT_TRUE(eventually_chunks(0));
}

// No document changes, and yet there is something to sweep.
TEST_F(RevisionAttachmentsTest, GoWhenAConfigurationIsEnforced) {
  configure();
  put("photo", "pixels");
  database_.remove("orders/1");
  configure(R"({"Collections": {}})");
  must(database_->write_and_wait([](WriteContext& context) -> Result<void> {
    TRY(context.tables().revisions.enforce("orders/1", {}));
    return {};
  }));
  EXPECT_EQ(count(CountedItem::kContents), 0u);
  EXPECT_TRUE(eventually_chunks(0));
}

// The version that the change replaces is kept only when the document is written again, at its
// end.
TEST_F(RevisionAttachmentsTest, OfTheVersionFromBeforeTheConfigurationAreKeptToo) {
  put("photo", "old");
  const auto first = version();
  configure();
  put("photo", "new");
  EXPECT_EQ(read_at(first, "photo"), "old");
}

TEST_F(RevisionAttachmentsTest, OfAVersionThatIsKeptWhenItsDocumentIsDeletedAreKeptToo) {
  put("photo", "pixels");
  const auto first = version();
  configure();
  database_.remove("orders/1");
  EXPECT_EQ(read_at(first, "photo"), "pixels");
}

TEST_F(RevisionAttachmentsTest, StayWhenATransactionThatDeletesThemFails) {
  configure(R"({"Default": {"PurgeOnDelete": true}})");
  put("photo", "pixels");
  const auto first = version();
  const auto failed = database_->write_and_wait([](WriteContext& context) -> Result<void> {
    TRY(context.remove("orders/1", {}));
    return invalid_argument("no");
  });
  EXPECT_FALSE(failed.has_value());
  EXPECT_EQ(read_at(first, "photo"), "pixels");
  EXPECT_EQ(read("photo"), "pixels");
}

// As a dump brings them, which may have left the contents out.
TEST_F(RevisionAttachmentsTest, OfAnotherDatabaseAreThoseWhoseContentsAreHere) {
  put("photo", "pixels");
  auto photo = find("photo").value();
  auto lost = photo;
  lost.name = "lost";
  lost.hash.assign(lost.hash.size(), 'x');
  auto revision = database_.get("orders/1").value();
  DerivedMetadata derived;
  derived.set_attachments(attachments_json({lost, photo}));
  derived.set_flag(DocumentFlag::kRevision, true);
  revision.body = R"({"n":-1})";
  revision.derived = derived.to_json();

  const auto import = [&] {
    const auto before = must(database_->statistics()).last_etag;
    must(database_->write_and_wait([&](WriteContext& context) {
      return context.tables().revisions.import(revision, {.before = before, .is_last = true});
    }));
  };
  import();
  import();

  const auto view = snapshot();
  const auto revisions = must(RevisionReader(view.storage()).page("orders/1", {}, {}));
  ASSERT_EQ(revisions.size(), 1u);
  EXPECT_EQ(read_at(revisions[0].change_vector, "photo"), "pixels");
  EXPECT_EQ(read_at(revisions[0].change_vector, "lost"), "none");
}

TEST(AttachmentListTest, IsReadBack) {
  const std::vector<Attachment> attachments = {{.document_id = {},
                                                .name = "a \"b\"",
                                                .content_type = "text/plain",
                                                .hash = std::string(32, 'h'),
                                                .size = 7,
                                                .etag = {},
                                                .change_vector = {}},
                                               {.document_id = {},
                                                .name = "c",
                                                .content_type = "",
                                                .hash = std::string(32, '\xff'),
                                                .size = 0,
                                                .etag = {},
                                                .change_vector = {}}};
  const auto text = attachments_json(attachments);
  const auto read = must(parse_attachments(text));
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].name, "a \"b\"");
  EXPECT_EQ(read[0].hash, std::string(32, 'h'));
  EXPECT_EQ(attachments_json(read), text);
  EXPECT_THAT(must(parse_attachments("")), IsEmpty());
}

TEST(AttachmentListTest, IsNotReadIfItIsDamaged) {
  for (const auto* text :
       {"{}", "[1]", R"([{"Name":"a"}])", R"([{"Name":"a","Hash":"!","Size":1}])",
        R"([{"Name":"a","Hash":"aGFsbG8=","Size":1}])", "[{"}) {
    EXPECT_EQ(parse_attachments(text).error().code, ErrorCode::kCorruption) << text;
  }
}

}  // namespace
}  // namespace penstock::documents
