#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "integration/sql/sql_contract.h"

// A document that the destination rejects: all others arrive, its previous rows stay.
namespace penstock::testing {
namespace {

// SQ-046, with a limit that every statement passes.
TEST_P(SqlContract, TellsOfSlowStatementsWithoutTheirValues) {
  create_shop();
  auto configuration = product_->configuration();
  configuration.tables = shop_tables();
  configuration.options.slow_statement = std::chrono::milliseconds(0);
  destination_ = must(
      etl::sql::SqlDestination::make(configuration, {"Orders", "OrderLines"}, errors_, clock_));
  position_ = must(destination_->open(process_, {1}, {}));

  const auto slow = load({{"orders/1", {{"Orders", R"({"City":"secret"})"}}}}).slow_statements;

  std::string texts;  // Several in one where they were one request.
  for (const auto& statement : slow) texts += statement.text + "\n";
  EXPECT_THAT(texts, ::testing::ContainsRegex("DELETE FROM .*rders"));
  EXPECT_THAT(texts, ::testing::ContainsRegex("(INSERT INTO|COPY|LOAD DATA) .*rders"));
  EXPECT_EQ(texts.find("secret"), std::string::npos) << texts;

  open(shop_tables());
  EXPECT_TRUE(load({{"orders/1", {}}}).slow_statements.empty());
}

std::vector<std::string> rejected_ids(const RecordingErrors& errors) {
  std::vector<std::string> ids;
  for (const auto& error : errors.recorded) ids.push_back(error.document_id);
  return ids;
}

class SqlErrorsContract : public SqlContract {
 protected:
  void SetUp() override {
    SqlContract::SetUp();
    if (IsSkipped()) return;
    // Codes and Checked break only at the destination, Name is checked before.
    query(
        "CREATE TABLE Items (Id varchar(40) PRIMARY KEY, Name text NOT NULL, Code text UNIQUE,"
        " Checked integer CHECK (Checked >= 0))");
    query("CREATE TABLE Tags (ItemId varchar(40), Tag text)");
    query("CREATE INDEX ON_Tags ON Tags (ItemId)");
    open({{"Tags", "ItemId", false}, {"Items", "Id", false}});
  }

  TestDocument item(int number, const std::string& members) const {
    return {fmt::format("items/{}", number), {{"Items", members}, {"Tags", R"({"Tag":"new"})"}}};
  }
};

INSTANTIATE_TEST_SUITE_P(Products, SqlErrorsContract, ::testing::ValuesIn(product_names()),
                         [](const auto& product) { return product.param; });
INSTANTIATE_TEST_SUITE_P(Variants, SqlErrorsContract, ::testing::ValuesIn(variant_names()),
                         [](const auto& product) { return product.param; });

// SQ-018
TEST_P(SqlErrorsContract, RejectsTheDocumentWithANullTooManyAndLoadsTheOthers) {
  const auto outcome = load({item(1, R"({"Name":"A"})"), item(2, R"({"Name":null})"),
                             item(3, R"({"Name":"C"})"), item(4, R"({"Name":"D"})")});

  EXPECT_EQ(outcome.rejected_documents, std::vector<std::string>{"items/2"});
  EXPECT_EQ(outcome.successes, 6u);
  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "items/2");
  EXPECT_EQ(errors_.recorded[0].etag, etl::Etag{2});
  EXPECT_EQ(errors_.recorded[0].step, etl::ErrorStep::kLoad);
  EXPECT_NE(errors_.recorded[0].message.find("ame"), std::string::npos) << "names the column";
  EXPECT_EQ(query("SELECT count(*) FROM Items"), (SqlRows{{"3"}}));
  EXPECT_EQ(query("SELECT count(*) FROM Tags WHERE ItemId = 'items/2'"), (SqlRows{{"0"}}));
}

// SQ-020
TEST_P(SqlErrorsContract, GoesOnAfterABatchWithoutOneGoodDocument) {
  load({item(1, R"({"Name":null})"), item(2, R"({"Name":"B","Checked":-1})"),
        item(3, R"({"Name":null})"), item(4, R"({"Name":"D","Checked":-1})")});
  load({item(5, R"({"Name":"OK"})")});

  EXPECT_EQ(errors_.recorded.size(), 4u);
  EXPECT_EQ(query("SELECT Id FROM Items"), (SqlRows{{"items/5"}}));
}

// SQ-028, as the architecture has it.
TEST_P(SqlErrorsContract, KeepsThePreviousRowsOfARejectedDocument) {
  load({item(1, R"({"Name":"old","Checked":1})"), item(2, R"({"Name":"old"})")});
  query("UPDATE Tags SET Tag = 'old'");

  load({item(1, R"({"Name":"new","Checked":-1})"), item(2, R"({"Name":"new"})")});

  EXPECT_EQ(query("SELECT Id, Name FROM Items ORDER BY Id"),
            (SqlRows{{"items/1", "old"}, {"items/2", "new"}}));
  EXPECT_EQ(query("SELECT ItemId, Tag FROM Tags ORDER BY ItemId"),
            (SqlRows{{"items/1", "old"}, {"items/2", "new"}}));
}

// What it is that does not fit, for whoever has to mend it.
TEST_P(SqlErrorsContract, NamesTableColumnAndValueOfWhatDoesNotFit) {
  query(
      "CREATE TABLE things (id varchar(40) PRIMARY KEY, name varchar(5) NOT NULL, total integer,"
      " number bigint)");
  open({{"things", "id", false}});
  const auto thing = [](const char* id, const char* members) {
    return TestDocument{id, {{"things", members}}};
  };

  load({thing("null", R"({"name":null})"), thing("long", R"({"name":"a\u0007b and more"})"),
        thing("text", R"({"name":"a","total":"many"})"),
        thing("fraction", R"({"name":"a","total":1.5})"),
        thing("large", R"({"name":"a","number":9223372036854775808})"),
        thing("object", R"({"name":"a","total":{"a":1}})"), thing("good", R"({"name":"a"})")});

  std::map<std::string, std::string> messages;
  for (const auto& error : errors_.recorded) messages[error.document_id] = error.message;
  const bool stores_anything = GetParam().find("SQLite") != std::string::npos;
  const std::vector<std::tuple<std::string, std::string, std::string>> expected{
      {"null", "name", "null"},           {"long", "name", R"('a\u0007b and more')"},
      {"text", "total", "'many'"},        {"fraction", "total", "'1.5'"},
      {"large", "number", "'9223372036"}, {"object", "total", R"('{"a":1}')"}};
  for (const auto& [document, column, value] : expected) {
    if (stores_anything && document != "null") continue;
    EXPECT_THAT(messages[document],
                ::testing::StartsWith(
                    fmt::format("column {} of table things does not take {}", column, value)));
  }
  EXPECT_EQ(query("SELECT count(*) FROM things WHERE id = 'good'"), (SqlRows{{"1"}}));
}

// Where the server's words name the column, too.
TEST_P(SqlErrorsContract, NamesTableColumnAndValueOfWhatOnlyTheDestinationRefuses) {
  if (!product_->traits().has_types) return;  // SQLite takes any text.
  query("CREATE TABLE things (id varchar(40) PRIMARY KEY, day date)");
  open({{"things", "id", false}});

  load({{"good", {{"things", R"({"day":"2020-01-02"})"}}},
        {"bad", {{"things", R"({"day":"no\u0007day"})"}}}});

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "bad");
  const bool names_no_column = GetParam() == "OdbcPostgreSQL";
  EXPECT_THAT(errors_.recorded[0].message,
              ::testing::StartsWith(
                  names_no_column ? "table things: "
                                  : R"(column day of table things does not take 'no\u0007day')"));
}

TEST_P(SqlErrorsContract, SaysOfADocumentThatItWaitsForARowWhichAnotherMayBring) {
  query("CREATE TABLE Customers (Id varchar(40) PRIMARY KEY)");
  query(
      "CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total integer NOT NULL,"
      " Customer varchar(40), FOREIGN KEY (Customer) REFERENCES Customers(Id))");
  open({{"Customers", "Id", false}, {"Orders", "Id", false}});
  const TestDocument order{"orders/1", {{"Orders", R"({"Total":1,"Customer":"customers/1"})"}}};

  load({order, {"orders/2", {{"Orders", R"({"Total":null,"Customer":null})"}}}});

  ASSERT_EQ(errors_.recorded.size(), 2u);
  for (const auto& error : errors_.recorded) {
    EXPECT_EQ(error.waits_for_another, error.document_id == "orders/1") << error.message;
  }
  load({{"customers/1", {{"Customers", "{}"}}}});
  load({order});
  EXPECT_EQ(query("SELECT Id, Customer FROM Orders"), (SqlRows{{"orders/1", "customers/1"}}));
  EXPECT_EQ(errors_.recorded.size(), 2u);
}

TEST_P(SqlErrorsContract, RejectsOnlyTheSecondOfTwoDocumentsWithTheSameUniqueValue) {
  load({item(1, R"({"Name":"A","Code":"x"})"), item(2, R"({"Name":"B","Code":"x"})"),
        item(3, R"({"Name":"C","Code":"y"})")});

  EXPECT_EQ(rejected_ids(errors_), std::vector<std::string>{"items/2"});
  EXPECT_EQ(query("SELECT Id FROM Items ORDER BY Id"), (SqlRows{{"items/1"}, {"items/3"}}));
}

TEST_P(SqlErrorsContract, FindsManyBadDocumentsAmongManyGoodOnes) {
  std::vector<TestDocument> documents;
  for (int i = 0; i < 1'000; ++i) {
    documents.push_back(
        item(i, i % 2 == 0 ? R"({"Name":"A","Checked":1})" : R"({"Name":"A","Checked":-1})"));
  }

  const auto outcome = load(documents);

  EXPECT_EQ(outcome.rejected_documents.size(), 500u);
  EXPECT_EQ(outcome.successes, 1'000u);
  EXPECT_EQ(errors_.recorded.size(), 500u);
  EXPECT_EQ(query("SELECT count(*) FROM Items"), (SqlRows{{"500"}}));
  EXPECT_EQ(query("SELECT count(*) FROM Tags"), (SqlRows{{"500"}}));
}

TEST_P(SqlErrorsContract, RejectsEveryDocumentIfEveryOneIsBad) {
  std::vector<TestDocument> documents;
  for (int i = 0; i < 300; ++i) documents.push_back(item(i, R"({"Name":"A","Checked":-1})"));

  EXPECT_EQ(load(documents).rejected_documents.size(), 300u);

  EXPECT_EQ(query("SELECT count(*) FROM Tags"), (SqlRows{{"0"}}));
  EXPECT_EQ(position_.etag, etl::Etag{300});
}

// SQ-040
TEST_P(SqlErrorsContract, RejectsADocumentLoadedToATableThatTheTaskDoesNotHave) {
  load({item(1, R"({"Name":"old"})")});

  load({{"items/1", {{"Items", R"({"Name":"new"})"}, {"Unknown", "{}"}}},
        item(2, R"({"Name":"B"})")});

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].step, etl::ErrorStep::kTransformation);
  EXPECT_NE(errors_.recorded[0].message.find("Unknown"), std::string::npos);
  EXPECT_EQ(query("SELECT Id, Name FROM Items ORDER BY Id"),
            (SqlRows{{"items/1", "old"}, {"items/2", "B"}}));
}

TEST_P(SqlErrorsContract, RejectsADocumentWithAColumnThatTheTableDoesNotHaveUntilItHasIt) {
  const auto with_color = item(1, R"({"Name":"A","Color":"red"})");
  load({with_color, item(2, R"({"Name":"B"})")});
  ASSERT_EQ(rejected_ids(errors_), std::vector<std::string>{"items/1"});
  EXPECT_NE(errors_.recorded[0].message.find("Color"), std::string::npos);

  query("ALTER TABLE Items ADD COLUMN Color text");
  load({with_color});

  EXPECT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(query("SELECT Color FROM Items WHERE Id = 'items/1'"), (SqlRows{{"red"}}));
}

TEST_P(SqlErrorsContract, NoticesAColumnThatWentAway) {
  load({item(1, R"({"Name":"A","Checked":1})")});
  query("ALTER TABLE Tags RENAME COLUMN Tag TO Label");

  load({item(1, R"({"Name":"B"})"), {"items/2", {{"Items", R"({"Name":"B"})"}}}});

  EXPECT_EQ(rejected_ids(errors_), std::vector<std::string>{"items/1"});
  EXPECT_EQ(query("SELECT Id, Name FROM Items ORDER BY Id"),
            (SqlRows{{"items/1", "A"}, {"items/2", "B"}}));
}

TEST_P(SqlErrorsContract, RejectsWhatIsNoObject) {
  load({{"items/1", {{"Items", "[1]"}}},
        {"items/2", {{"Items", R"({"Name":"A"} x)"}}},
        {"items/3", {{"Items", R"({"Name":"A","name":"B"})"}}},
        item(4, R"({"Name":"D"})")});

  EXPECT_EQ(rejected_ids(errors_), (std::vector<std::string>{"items/1", "items/2", "items/3"}));
  EXPECT_EQ(query("SELECT Id FROM Items"), (SqlRows{{"items/4"}}));
}

TEST_P(SqlErrorsContract, RecordsErrorsBeforeAnythingIsCommitted) {
  SqlRows seen{{"not called"}};
  errors_.on_record = [&] { seen = query("SELECT Id FROM Items"); };

  load({item(1, R"({"Name":"A"})"), item(2, R"({"Name":"A","Checked":-1})")});

  EXPECT_EQ(seen, SqlRows{});
  EXPECT_EQ(query("SELECT Id FROM Items"), (SqlRows{{"items/1"}}));
}

TEST_P(SqlErrorsContract, CommitsNothingIfErrorsCannotBeRecorded) {
  errors_.answer = Error{ErrorCode::kUnavailable, "disk full"};

  const auto outcome = try_load({item(1, R"({"Name":"A"})"), item(2, R"({"Name":null})")});

  ASSERT_FALSE(outcome);
  EXPECT_EQ(query("SELECT Id FROM Items"), SqlRows{});
  EXPECT_EQ(must(destination_->open(process_, {1}, {})).etag, etl::Etag{0});
}

TEST_P(SqlErrorsContract, RejectsAChildWithoutItsParentAndLoadsTheOthers) {
  query("CREATE TABLE Notes (Id varchar(40) PRIMARY KEY, Item varchar(40) REFERENCES Items(Id))");
  open({{"Notes", "Id", false}, {"Items", "Id", false}});

  load({{"notes/1", {{"Notes", R"({"Item":"items/1"})"}}},
        {"notes/2", {{"Notes", R"({"Item":"items/99"})"}}},
        {"items/1", {{"Items", R"({"Name":"A"})"}}}});

  EXPECT_EQ(rejected_ids(errors_), std::vector<std::string>{"notes/2"});
  EXPECT_EQ(query("SELECT Id FROM Notes"), (SqlRows{{"notes/1"}}));
  EXPECT_EQ(query("SELECT Id FROM Items"), (SqlRows{{"items/1"}}));
}

TEST_P(SqlErrorsContract, KeepsARowThatSomethingElseRefersTo) {
  query("CREATE TABLE Badges (Item varchar(40) REFERENCES Items(Id))");
  load({item(1, R"({"Name":"A"})"), item(2, R"({"Name":"B"})")});
  query("INSERT INTO Badges VALUES ('items/1')");

  load({deleted("items/1"), deleted("items/2")});

  EXPECT_EQ(rejected_ids(errors_), std::vector<std::string>{"items/1"});
  EXPECT_EQ(query("SELECT Id FROM Items"), (SqlRows{{"items/1"}}));
}

}  // namespace
}  // namespace penstock::testing
