#include <fmt/format.h>
#include <gmock/gmock.h>

#include "documents/commit_tables.h"
#include "etl/item_reader.h"
#include "etl/sql/attachment_value.h"
#include "integration/sql/sql_contract.h"
#include "support/temporary_database.h"

// Attachments as values of rows, for every relational product.
namespace penstock::testing {
namespace {

using namespace std::string_view_literals;
using ::testing::HasSubstr;

class AttachmentContract : public SqlContract {
 protected:
  bool is(std::string_view product) const { return GetParam().find(product) != std::string::npos; }

  void create_pictures(const std::string& more = "") {
    const auto* const bytes = is("PostgreSQL") ? "bytea" : is("MariaDB") ? "longblob" : "blob";
    query(fmt::format("CREATE TABLE Pictures (Id varchar(40) PRIMARY KEY, Pic {}{})", bytes, more));
  }

  void attach(const std::string& id, const std::string& name, std::string_view bytes) {
    const auto stager = source_->stage_content(documents::kChunkBytes);
    must(stager->append(bytes));
    const auto content = must(stager->finish());
    must(source_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      auto& attachments = context.tables().attachments;
      TRY(attachments.put({id, name}, "image/jpeg", *content, {}));
      TRY(attachments.update_document(id));
      return {};
    }));
  }

  /// As a batch arrives from a script that calls loadAttachment().
  etl::LoadBatch batch_of(const std::vector<TestDocument>& documents) {
    auto batch = make_batch(position_.etag, documents);
    batch.snapshot = std::make_shared<const documents::DatabaseSnapshot>(must(source_->snapshot()));
    const etl::ItemReader reader(*batch.snapshot);
    for (auto& document : batch.documents) {
      for (auto& object : document.objects) {
        must(reader.add_named(document.id, object.json, object.named_attachments));
      }
    }
    return batch;
  }

  void load_batch(etl::LoadBatch batch) {
    destination_->encode(batch);
    position_ = must(destination_->load(batch, position_, {})).position;
  }

  /// Id, number of bytes, and the first of them.
  SqlRows pictures() {
    return query(fmt::format(
        "SELECT Id, length(Pic), COALESCE({}, '') FROM Pictures ORDER BY Id",
        is("PostgreSQL") ? "upper(encode(substr(Pic, 1, 8), 'hex'))" : "hex(substr(Pic, 1, 8))"));
  }

  TemporaryDatabase source_;
};

const TestDocument kFirst{"users/1", {{"Pictures", R"({"Pic":"$attachment/photo.jpg"})"}}};
const TestDocument kSecond{"users/2", {{"Pictures", R"({"Pic":"$attachment/photo.jpg"})"}}};
const TestDocument kThird{"users/3", {{"Pictures", R"({"Pic":"$attachment/photo.jpg"})"}}};

TEST_P(AttachmentContract, StoresTheirBytes) {
  create_pictures();
  open({{"Pictures", "Id", false}});
  for (const auto* id : {"users/1", "users/2", "users/3"}) source_.put_in("Users", id);
  attach("users/1", "photo.jpg", "\0'\\\n\t\r\x80\xff"sv);
  attach("users/2", "photo.jpg", "");

  load_batch(batch_of({kFirst, kSecond, {"users/3", {{"Pictures", R"({"Pic":null})"}}}}));

  EXPECT_EQ(pictures(), (SqlRows{{"users/1", "8", "00275C0A090D80FF"},
                                 {"users/2", "0", ""},
                                 {"users/3", "NULL", ""}}));
  EXPECT_TRUE(errors_.recorded.empty());
}

// More than what rows may take that are sent together, and than a chunk of the source.
TEST_P(AttachmentContract, StoresLargeOnesBesideSmallOnes) {
  create_pictures();
  open({{"Pictures", "Id", false}});
  for (const auto* id : {"users/1", "users/2", "users/3"}) source_.put_in("Users", id);
  const std::string large = "begins so" + std::string(std::size_t{5} << 20, '\x01');
  attach("users/1", "photo.jpg", "small");
  attach("users/2", "photo.jpg", large);
  attach("users/3", "photo.jpg", "tiny");

  load_batch(batch_of({kFirst, kSecond, kThird}));

  EXPECT_EQ(pictures(), (SqlRows{{"users/1", "5", "736D616C6C"},
                                 {"users/2", std::to_string(large.size()), "626567696E732073"},
                                 {"users/3", "4", "74696E79"}}));
}

// More than what some products take one by one.
TEST_P(AttachmentContract, StoresManySmallOnes) {
  constexpr int kMany = 150;
  create_pictures();
  open({{"Pictures", "Id", false}});
  std::vector<TestDocument> documents;
  for (int i = 0; i < kMany; ++i) {
    const auto id = fmt::format("users/{}", i);
    source_.put_in("Users", id);
    if (i > 0) attach(id, "photo.jpg", "\0'\\\n\t\r\x80\xff"sv);
    documents.push_back({id, {{"Pictures", i > 0 ? kFirst.objects[0].second : R"({"Pic":null})"}}});
  }

  load_batch(batch_of(documents));

  const auto found = pictures();
  ASSERT_EQ(found.size(), static_cast<std::size_t>(kMany));
  EXPECT_EQ(found[0], (std::vector<std::string>{"users/0", "NULL", ""}));
  EXPECT_EQ(found[1], (std::vector<std::string>{"users/1", "8", "00275C0A090D80FF"}));
  EXPECT_EQ(found[149], (std::vector<std::string>{"users/99", "8", "00275C0A090D80FF"}));
}

TEST_P(AttachmentContract, ReplacesThemWithTheirDocument) {
  create_pictures();
  open({{"Pictures", "Id", false, true, ""}});
  source_.put_in("Users", "users/1");
  source_.put_in("Users", "users/2");
  attach("users/1", "photo.jpg", "old");
  attach("users/2", "photo.jpg", "same");
  load_batch(batch_of({kFirst, kSecond}));
  attach("users/1", "photo.jpg", "new one");

  load_batch(batch_of({kFirst, kSecond}));
  EXPECT_EQ(pictures(),
            (SqlRows{{"users/1", "7", "6E6577206F6E65"}, {"users/2", "4", "73616D65"}}));

  load_batch(batch_of({deleted("users/1")}));
  EXPECT_EQ(pictures(), (SqlRows{{"users/2", "4", "73616D65"}}));
}

TEST_P(AttachmentContract, RejectsADocumentWhoseRowIsRefusedAndNoOther) {
  create_pictures(", Age integer CHECK (Age < 100)");
  open({{"Pictures", "Id", false}});
  for (const auto* id : {"users/1", "users/2", "users/3"}) {
    source_.put_in("Users", id);
    attach(id, "photo.jpg", std::string(std::size_t{3} << 20, 'x'));
  }
  auto refused = kSecond;
  refused.objects[0].second = R"({"Pic":"$attachment/photo.jpg","Age":200})";
  auto fine = kThird;
  fine.objects[0].second = R"({"Pic":"$attachment/photo.jpg","Age":20})";

  load_batch(batch_of({kFirst, refused, fine}));

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "users/2");
  EXPECT_EQ(query("SELECT Id, length(Pic) FROM Pictures ORDER BY Id"),
            (SqlRows{{"users/1", "3145728"}, {"users/3", "3145728"}}));
}

TEST_P(AttachmentContract, RejectsThemWhereTheyDoNotFit) {
  create_pictures(", Name varchar(80)");
  open({{"Pictures", "Id", false}});
  for (const auto* id : {"users/1", "users/2", "users/3"}) {
    source_.put_in("Users", id);
    attach(id, "photo.jpg", "x");
  }
  auto batch = batch_of({{"users/1", {{"Pictures", R"({"Name":"$attachment/photo.jpg"})"}}},
                         kSecond,
                         {"users/3", {{"Pictures", R"({"Name":"$attachment/other"})"}}}});
  batch.documents[1].objects[0].named_attachments[0].size = etl::sql::kRowAttachmentBytesMax + 1;

  load_batch(std::move(batch));

  ASSERT_EQ(errors_.recorded.size(), 2u);
  EXPECT_THAT(errors_.recorded[0].message, HasSubstr("an attachment fits a column of bytes only"));
  EXPECT_THAT(errors_.recorded[1].message, HasSubstr("67108864 bytes at most, and 'photo.jpg'"));
  EXPECT_EQ(query("SELECT Id, Name FROM Pictures"), (SqlRows{{"users/3", "$attachment/other"}}))
      << "a text that names no attachment is a text";
}

TEST_P(AttachmentContract, MakesTheColumnThatTheyNeed) {
  auto configuration = product_->configuration();
  configuration.tables = {{"Pictures", "Id", false}};
  configuration.makes_missing = true;
  destination_ = must(etl::sql::SqlDestination::make(configuration, {"Pictures"}, errors_, clock_));
  position_ = must(destination_->open(process_, {1}, {}));
  source_.put_in("Users", "users/1");
  attach("users/1", "photo.jpg", "bytes");

  load_batch(batch_of({kFirst}));

  EXPECT_TRUE(errors_.recorded.empty());
  const auto* const name = is("PostgreSQL") ? R"("Pictures")" : "Pictures";
  const auto* const column = is("PostgreSQL") ? R"("Pic")" : "Pic";
  EXPECT_EQ(query(fmt::format("SELECT length({}) FROM {}", column, name)), (SqlRows{{"5"}}));
}

INSTANTIATE_TEST_SUITE_P(Products, AttachmentContract, ::testing::ValuesIn(product_names()),
                         [](const auto& product) { return product.param; });

}  // namespace
}  // namespace penstock::testing
