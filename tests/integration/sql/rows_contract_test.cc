#include <set>

#include <fmt/format.h>

#include "integration/sql/sql_contract.h"

// What rows a document becomes, the same for every relational product.
namespace penstock::testing {
namespace {

TEST_P(SqlContract, PutsUpdatesAndDeletesTheRowsOfADocument) {
  create_shop();
  open(shop_tables());

  load({{"orders/1", {{"Orders", R"({"Total":1})"}, {"OrderLines", R"({"Product":"Milk"})"}}}});
  EXPECT_EQ(query("SELECT Id, Total FROM Orders"), (SqlRows{{"orders/1", "1"}}));

  load({{"orders/1", {{"Orders", R"({"Total":2})"}, {"OrderLines", R"({"Product":"Bear"})"}}}});
  EXPECT_EQ(query("SELECT Id, Total FROM Orders"), (SqlRows{{"orders/1", "2"}}));
  EXPECT_EQ(query("SELECT OrderId, Product FROM OrderLines"), (SqlRows{{"orders/1", "Bear"}}));

  load({deleted("orders/1")});
  EXPECT_EQ(query("SELECT * FROM Orders"), SqlRows{});
  EXPECT_EQ(query("SELECT * FROM OrderLines"), SqlRows{});
}

TEST_P(SqlContract, CountsInsertedRowsAndThoseDeletedForTombstones) {
  create_shop();
  open(shop_tables());
  const TestDocument order{"orders/1",
                           {{"Orders", "{}"},
                            {"OrderLines", R"({"Product":"Milk"})"},
                            {"OrderLines", R"({"Product":"Bear"})"}}};

  EXPECT_EQ(load({order}).successes, 3u);
  EXPECT_EQ(load({order}).successes, 3u);
  EXPECT_EQ(load({deleted("orders/1")}).successes, 3u);
  EXPECT_EQ(load({deleted("orders/1")}).successes, 0u);
}

// SQ-006
TEST_P(SqlContract, RemovesChildRowsThatAreNoMore) {
  create_shop();
  open(shop_tables());
  load({{"orders/1", {{"Orders", "{}"}, {"OrderLines", "{}"}, {"OrderLines", "{}"}}}});

  load({{"orders/1", {{"Orders", "{}"}}}});

  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"1"}}));
  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"0"}}));
}

TEST_P(SqlContract, RemovesTheRowsOfADocumentThatTheScriptNowPassesOver) {
  create_shop();
  open(shop_tables());
  load({{"orders/1", {{"Orders", "{}"}}}, {"orders/2", {{"Orders", "{}"}}}});

  load({{"orders/1", {}}});

  EXPECT_EQ(query("SELECT Id FROM Orders"), (SqlRows{{"orders/2"}}));
}

// SQ-026
TEST_P(SqlContract, LeavesTablesAloneThatTheScriptDoesNotMention) {
  create_shop();
  open(shop_tables(), {"orders"});
  query("INSERT INTO OrderLines VALUES ('orders/1', 'Milk')");

  load({deleted("orders/1")});

  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"1"}}));
}

// SQ-008
TEST_P(SqlContract, AddsToInsertOnlyTablesAndDeletesNothingThere) {
  query("CREATE TABLE Visits (Who text, Place text)");
  open({{"Visits", "Who", true}});
  const TestDocument first{"users/1", {{"Visits", R"({"Place":"Kyiv"})"}}};

  load({first});
  load({first});
  load({deleted("users/1")});

  EXPECT_EQ(query("SELECT Who, Place FROM Visits"),
            (SqlRows{{"users/1", "Kyiv"}, {"users/1", "Kyiv"}}));
}

TEST_P(SqlContract, GivesAbsentMembersTheDefaultOfTheirColumn) {
  query(
      "CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, City text DEFAULT 'Riga', Total integer)");
  open({{"Orders", "Id", false}});

  load({{"orders/1", {{"Orders", R"({"Total":1})"}}},
        {"orders/2", {{"Orders", R"({"City":"Oslo","Total":2})"}}},
        {"orders/3", {{"Orders", R"({"Total":3,"City":"Bern"})"}}},
        {"orders/4", {{"Orders", R"({"City":null})"}}}});

  EXPECT_EQ(query("SELECT Id, City, Total FROM Orders ORDER BY Id"),
            (SqlRows{{"orders/1", "Riga", "1"},
                     {"orders/2", "Oslo", "2"},
                     {"orders/3", "Bern", "3"},
                     {"orders/4", "NULL", "NULL"}}));
}

TEST_P(SqlContract, GivesTheIdColumnTheDocumentIdWhateverTheObjectSays) {
  create_shop();
  open(shop_tables());

  load({{"orders/1", {{"Orders", R"({"Id":"forged","Total":1})"}}}});

  EXPECT_EQ(query("SELECT Id, Total FROM Orders"), (SqlRows{{"orders/1", "1"}}));
}

TEST_P(SqlContract, FindsTablesAndColumnsWithoutRegardToCase) {
  create_shop();
  open({{"ORDERS", "ID", false}}, {"orders"});

  load({{"orders/1", {{"oRDERS", R"({"TOTAL":7})"}}}});

  EXPECT_EQ(query("SELECT Total FROM Orders"), (SqlRows{{"7"}}));
}

// QuoteTables=false: the task's name for a table is SQL.
TEST_P(SqlContract, FindsATableWithADotInItsNameThatTheTaskQuotes) {
  const char quote = product_->traits().quote;
  const auto table = quote + std::string("Orders.2020") + quote;
  query(fmt::format("CREATE TABLE {} (Id varchar(40) PRIMARY KEY, Total integer)", table));
  auto configuration = product_->configuration();
  configuration.tables = {{table, "Id", false}};
  configuration.quote_tables = false;
  destination_ = must(etl::sql::SqlDestination::make(configuration, {table}, errors_, clock_));
  position_ = must(destination_->open(process_, {1}, {}));

  for (const std::string total : {"1", "2"}) {
    load({{"orders/1", {{table, R"({"Total":)" + total + "}"}}}});
  }

  EXPECT_EQ(query("SELECT Id, Total FROM " + table), (SqlRows{{"orders/1", "2"}}));
}

TEST_P(SqlContract, TakesANameWithADotForOneInASchema) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY)");
  const auto opened = make_destination({{"nowhere.Orders", "Id", false}})->open(process_, {1}, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound) << opened.error().message;
}

// SQ-030
TEST_P(SqlContract, TakesIdsAndTextsWithAnyCharacters) {
  create_shop();
  open({{"OrderLines", "OrderId", false}});
  const std::string id = "o'brien/\\\"{1},Ünïcode\t";
  const TestDocument document{
      id, {{"OrderLines", R"({"Product":"a\tb\\N\n\"q\" 'x' \u00e9 日本 😀"})"}}};

  load({document, {"orders/2", {{"OrderLines", R"({"Product":"\\."})"}}}});
  load({document});

  EXPECT_EQ(query("SELECT OrderId, Product FROM OrderLines ORDER BY OrderId"),
            (SqlRows{{id, "a\tb\\N\n\"q\" 'x' é 日本 😀"}, {"orders/2", "\\."}}));
}

TEST_P(SqlContract, KeepsNumbersExact) {
  query(
      "CREATE TABLE Numbers (Id varchar(40) PRIMARY KEY, Big bigint, Whole integer, Digits text,"
      " Fraction double precision)");
  open({{"Numbers", "Id", false}});

  load({{"n/1",
         {{"Numbers", R"({"Big":9223372036854775807,"Whole":-2147483648,)"
                      R"("Digits":1234567890123456789.123456789,"Fraction":0.25})"}}}});

  EXPECT_EQ(
      query("SELECT Big, Whole, Digits, Fraction FROM Numbers"),
      (SqlRows{{"9223372036854775807", "-2147483648", "1234567890123456789.123456789", "0.25"}}));
}

// SQ-034
TEST_P(SqlContract, StoresObjectsAndArraysAsTheirJson) {
  query("CREATE TABLE Things (Id varchar(40) PRIMARY KEY, A text, B text)");
  open({{"Things", "Id", false}});

  load({{"t/1", {{"Things", R"({"A":{"B":1,"C":"x\ty"},"B":[1,"x"]})"}}}});

  EXPECT_EQ(query("SELECT A, B FROM Things"), (SqlRows{{R"({"B":1,"C":"x\ty"})", R"([1,"x"])"}}));
}

// SQ-036: a date for a date column; text that looks like one stays text in a text column.
TEST_P(SqlContract, StoresDatesAndLeavesTextsAlone) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, OrderedAt timestamp, Note text)");
  open({{"Orders", "Id", false}});

  load(
      {{"orders/1", {{"Orders", R"({"OrderedAt":"2020-01-02T03:04:05.0000000","Note":"2020"})"}}}});

  const auto rows = query("SELECT OrderedAt, Note FROM Orders");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0][0].substr(0, 10), "2020-01-02");
  EXPECT_NE(rows[0][0].find("03:04:05"), std::string::npos);
  EXPECT_EQ(rows[0][1], "2020");
}

// SQ-004
TEST_P(SqlContract, StoresNull) {
  create_shop();
  open(shop_tables());

  load({{"orders/1", {{"Orders", R"({"City":null,"Total":0})"}}}});

  EXPECT_EQ(query("SELECT City, Total FROM Orders"), (SqlRows{{"NULL", "0"}}));
}

TEST_P(SqlContract, InsertsParentsBeforeChildrenWhateverTheTaskDeclaresFirst) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY)");
  query("CREATE TABLE OrderLines (OrderId varchar(40) NOT NULL REFERENCES Orders(Id))");
  open(shop_tables());
  const TestDocument order{"orders/1",
                           {{"OrderLines", "{}"}, {"Orders", "{}"}, {"OrderLines", "{}"}}};

  load({order});
  load({order});
  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"2"}}));

  load({deleted("orders/1")});
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"0"}}));
  EXPECT_TRUE(errors_.recorded.empty());
}

TEST_P(SqlContract, LoadsDocumentsThatReferToLaterOnesOfTheirBatch) {
  query(
      "CREATE TABLE Employees (Id varchar(40) PRIMARY KEY, Manager varchar(40) REFERENCES "
      "Employees(Id))");
  open({{"Employees", "Id", false}});

  load({{"e/1", {{"Employees", R"({"Manager":"e/3"})"}}},
        {"e/2", {{"Employees", R"({"Manager":"e/1"})"}}},
        {"e/3", {{"Employees", R"({"Manager":null})"}}}});

  EXPECT_EQ(query("SELECT count(*) FROM Employees"), (SqlRows{{"3"}}));
  EXPECT_TRUE(errors_.recorded.empty());
}

TEST_P(SqlContract, KeepsTheDocumentOfAnIdWhoseTombstoneIsInTheSameBatch) {
  create_shop();
  open(shop_tables());
  load({{"orders/1", {{"Orders", R"({"Total":1})"}}}});

  load({deleted("orders/1"), {"orders/1", {{"Orders", R"({"Total":2})"}}}});

  EXPECT_EQ(query("SELECT Id, Total FROM Orders"), (SqlRows{{"orders/1", "2"}}));
}

TEST_P(SqlContract, LoadsBigBatches) {
  create_shop();
  open(shop_tables());
  constexpr int kDocuments = 5'000;
  std::vector<TestDocument> documents;
  for (int i = 0; i < kDocuments; ++i) {
    documents.push_back({fmt::format("orders/{}", i),
                         {{"Orders", fmt::format(R"({{"Total":{}}})", i)},
                          {"OrderLines", R"({"Product":"Milk"})"},
                          {"OrderLines", R"({"Product":"Bear"})"}}});
  }

  load(documents);
  EXPECT_EQ(load(documents).successes, 15'000u);

  EXPECT_EQ(query("SELECT count(*), sum(Total) FROM Orders"), (SqlRows{{"5000", "12497500"}}));
  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"10000"}}));
}

// What a task has loaded says nothing of that, and rows of ids in between are not its own.
TEST_P(SqlContract, ReplacesRowsThatSomebodyElseWroteOfManyNewDocuments) {
  create_shop();
  open(shop_tables());
  for (const auto* id : {"orders/1234", "orders/12345", "orders/123456"}) {
    query(fmt::format("INSERT INTO OrderLines VALUES ('{}', 'Milk')", id));
  }
  std::vector<TestDocument> orders;
  for (int number = 10'000; number < 15'000; ++number) {
    orders.push_back({fmt::format("orders/{}", number), {{"OrderLines", R"({"Product":"Bear"})"}}});
  }

  load(orders);

  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"5002"}}));
  EXPECT_EQ(query("SELECT OrderId FROM OrderLines WHERE Product = 'Milk' ORDER BY OrderId"),
            (SqlRows{{"orders/1234"}, {"orders/123456"}}));
}

TEST_P(SqlContract, LoadsABatchThatWasEncodedBeforeItWasOpenedAgain) {
  create_shop();
  open(shop_tables());
  auto batch = make_batch(position_.etag, {{"orders/1", {{"Orders", R"({"City":"Rome"})"}}}});
  destination_->encode(batch);
  query("ALTER TABLE Orders RENAME COLUMN City TO Town");
  query("ALTER TABLE Orders ADD COLUMN City varchar(10)");
  position_ = must(destination_->open(process_, {1}, {}));

  must(destination_->load(batch, position_, {}));

  EXPECT_EQ(query("SELECT Id, City, Town FROM Orders"), (SqlRows{{"orders/1", "Rome", "NULL"}}));
}

TEST_P(SqlContract, LoadsABatchThatNobodyEncoded) {
  create_shop();
  open(shop_tables());

  const auto batch = make_batch(position_.etag, {{"orders/1", {{"Orders", R"({"City":"Rome"})"}}}});
  must(destination_->load(batch, position_, {}));

  EXPECT_EQ(query("SELECT Id, City FROM Orders"), (SqlRows{{"orders/1", "Rome"}}));
}

TEST_P(SqlContract, AcceptsABatchThatOnlyMovesThePosition) {
  create_shop();
  open(shop_tables());
  auto batch = make_batch({0}, {});
  batch.to = {42};

  const auto outcome = destination_->load(batch, position_, {});

  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->position.etag, etl::Etag{42});
  EXPECT_EQ(must(make_destination(shop_tables())->open(process_, {1}, {})).etag, etl::Etag{42});
}

TEST_P(SqlContract, NamesTheDocumentsWhoseRowsItHas) {
  create_shop();
  query("CREATE TABLE Visits (Who text)");
  auto tables = shop_tables();
  tables.push_back({"Visits", "Who", true});
  open(tables);
  load({{"orders/1",
         {{"Orders", "{}"}, {"OrderLines", "{}"}, {"OrderLines", "{}"}, {"Visits", "{}"}}}});
  load({{"orders/2", {{"OrderLines", "{}"}}}, {"orders/3", {{"Visits", "{}"}}}});

  std::set<std::string> ids;
  std::string begin;
  do {
    const auto page = must(destination_->held(begin, {}));
    for (const auto& document : page.documents) ids.insert(document.id);
    begin = page.next;
  } while (!begin.empty());

  EXPECT_EQ(ids, (std::set<std::string>{"orders/1", "orders/2"}));
}

TEST_P(SqlContract, KnowsAnotherSourceThatDeliversThere) {
  query("CREATE TABLE Orders (Id text)");
  open({{"Orders", "Id", false}});
  EXPECT_EQ(must(destination_->other_source({})), "");

  const etl::ProcessKey other{.source_database_id = "other", .task = "till", .script = "s"};
  must(make_destination({{"Orders", "Id", false}})->open(other, {1}, {}));

  EXPECT_EQ(must(destination_->other_source({})), "task 'till' of the database other");
}

TEST_P(SqlContract, NamesDocumentsInPages) {
  query("CREATE TABLE Orders (Id text)");
  open({{"Orders", "Id", false}});
  std::vector<TestDocument> documents;
  for (std::size_t i = 0; i < etl::kHeldPageSize + 1; ++i) {
    documents.push_back({fmt::format("orders/{}", i), {{"Orders", "{}"}}});
  }
  load(documents);

  const auto first = must(destination_->held("", {}));
  EXPECT_EQ(first.documents.size(), etl::kHeldPageSize);
  const auto second = must(destination_->held(first.next, {}));
  EXPECT_EQ(second.documents.size(), 1u);
  EXPECT_EQ(second.next, "");
}

}  // namespace
}  // namespace penstock::testing
