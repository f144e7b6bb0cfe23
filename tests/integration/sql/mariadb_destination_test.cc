#include <stop_token>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>
#include <pwd.h>

#include "integration/sql/sql_contract.h"
#include "support/eventually.h"
#include "support/mariadb_server.h"

// What only MariaDB has: its types, its names, its collations, its ways to fail.
namespace penstock::testing {
namespace {

class MariadbDestinationTest : public SqlContract {
 protected:
  Result<void> test(const std::string& connection_string) {
    return etl::sql::test_connection("MySql.Data.MySqlClient", connection_string, {}, clock_, {});
  }
  MariadbServer& server() { return *MariadbServer::shared(); }
};

INSTANTIATE_TEST_SUITE_P(Products, MariadbDestinationTest, ::testing::Values("MariaDB"),
                         [](const auto& product) { return product.param; });

TEST_P(MariadbDestinationTest, StoresValuesInTheTypesOfTheirColumns) {
  query(
      "CREATE TABLE things (id varchar(40) PRIMARY KEY, exact decimal(30,10), day date,"
      " at datetime(6), at_zone datetime(6), yes boolean, number boolean, data json,"
      " text_data json, small smallint, big bigint unsigned, kind enum('a','b'), clock time)");
  open({{"things", "id", false}});

  load({{"t/1",
         {{"things",
           R"({"exact":12345678901234567890.0123456789,"day":"2020-01-02T03:04:05.0000000",)"
           R"("at":"2020-01-02T03:04:05.1234567Z","at_zone":"2020-01-01T01:04:05.5+02:00",)"
           R"("yes":true,"number":7,"data":{"a":[1,null]},"text_data":"x","small":3.0,)"
           R"("big":9223372036854775807,"kind":"b","clock":"12:30:00"})"}}}});

  EXPECT_TRUE(errors_.recorded.empty());
  EXPECT_EQ(query("SELECT exact, day, at, at_zone, yes, number, data, text_data, small, big, kind,"
                  " clock FROM things"),
            (SqlRows{{"12345678901234567890.0123456789", "2020-01-02", "2020-01-02 03:04:05.123456",
                      "2019-12-31 23:04:05.500000", "1", "7", R"({"a":[1,null]})", R"("x")", "3",
                      "9223372036854775807", "b", "12:30:00"}}));
}

TEST_P(MariadbDestinationTest, RejectsDocumentsWithValuesThatDoNotFit) {
  query(
      "CREATE TABLE things (id varchar(6) PRIMARY KEY, name varchar(3), whole integer, day date,"
      " yes boolean, exact decimal(4,2), ratio double, kind enum('a'), positive int unsigned,"
      " short tinytext)");
  open({{"things", "id", false}});
  const std::vector<std::string> bad{
      R"({"name":"äöüß"})",      R"({"whole":3.5})",
      R"({"whole":"3.5"})",      R"({"whole":2147483648})",
      R"({"whole":true})",       R"({"whole":"many"})",
      R"({"day":"someday"})",    R"({"day":20200102})",
      R"({"day":"0000-00-00"})", R"({"yes":"perhaps"})",
      R"({"yes":1000})",         R"({"exact":100})",
      R"({"ratio":1e400})",      R"({"kind":"z"})",
      R"({"positive":-1})",      fmt::format(R"({{"short":"{}"}})", std::string(300, 'x'))};
  std::vector<TestDocument> documents;
  for (std::size_t i = 0; i < bad.size(); ++i) {
    documents.push_back({fmt::format("t/{}", i), {{"things", bad[i]}}});
  }
  documents.push_back({"much/too/long", {{"things", "{}"}}});
  documents.push_back({"good/1", {{"things", R"({"name":"äöü","whole":"12","exact":1.5})"}}});

  load(documents);

  EXPECT_EQ(errors_.recorded.size(), bad.size() + 1);
  EXPECT_EQ(query("SELECT id, name, whole, exact FROM things"),
            (SqlRows{{"good/1", "äöü", "12", "1.50"}}));
}

TEST_P(MariadbDestinationTest, QuotesNamesAsTheDestinationSpellsThem) {
  query("CREATE TABLE `Order ?1 ``x```(`The Id ?2` text, `select` text)");
  open({{"order ?1 `X`", "the id ?2", false}});

  load({{"o/1", {{"order ?1 `X`", R"({"SELECT":"yes"})"}}}});
  load({{"o/1", {{"order ?1 `X`", R"({"SELECT":"again"})"}}}});

  EXPECT_EQ(query("SELECT * FROM `Order ?1 ``x```"), (SqlRows{{"o/1", "again"}}));
}

TEST_P(MariadbDestinationTest, TakesTablesOfOtherDatabases) {
  const auto other = server().create_database();
  server().query(other, "CREATE TABLE Orders (Id varchar(40) PRIMARY KEY)");
  open({{other + ".orders", "id", false}});

  load({{"orders/1", {{other + ".orders", "{}"}}}});

  EXPECT_EQ(server().query(other, "SELECT Id FROM Orders"), (SqlRows{{"orders/1"}}));
  EXPECT_EQ(query("SELECT etag FROM penstock_etl_checkpoints"), (SqlRows{{"1"}}));
}

TEST_P(MariadbDestinationTest, TellsDocumentsApartThatACollationTakesForOne) {
  query("CREATE TABLE OrderLines (Id varchar(40), Product text) COLLATE utf8mb4_general_ci");
  query("CREATE INDEX by_id ON OrderLines (Id)");
  open({{"OrderLines", "Id", false}});
  load({{"users/muller", {{"OrderLines", "{}"}}},
        {"users/müller", {{"OrderLines", "{}"}}},
        {"users/muller ", {{"OrderLines", "{}"}}}});

  const auto page = must(destination_->held("", {}));
  EXPECT_EQ(page.documents.size(), 3u);
  EXPECT_EQ(load({deleted("users/muller")}).successes, 1u);

  EXPECT_EQ(query("SELECT Id FROM OrderLines ORDER BY HEX(Id)"),
            (SqlRows{{"users/muller "}, {"users/müller"}}));
}

TEST_P(MariadbDestinationTest, StoresTextsWhateverTheServerTakesForAnEscape) {
  query("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
  create_shop();
  open(shop_tables());
  query("SET GLOBAL sql_mode = DEFAULT");
  const std::string id = "o'\\";

  load({{id, {{"OrderLines", R"({"Product":"\\' OR 1=1; -- \" \\\\"})"}}}});
  load({{id, {{"OrderLines", R"({"Product":"\\' OR 1=1; -- \" \\\\"})"}}}});

  EXPECT_EQ(query("SELECT OrderId, Product FROM OrderLines"),
            (SqlRows{{id, R"(\' OR 1=1; -- " \\)"}}));
}

TEST_P(MariadbDestinationTest, NamesTheCulpritAmongManyGoodDocuments) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total int CHECK (Total >= 0))");
  open({{"Orders", "Id", false}});
  std::vector<TestDocument> documents;
  for (int i = 0; i < 2'000; ++i) {
    documents.push_back({fmt::format("o/{}", i), {{"Orders", R"({"Total":1})"}}});
  }
  documents[1'234].objects[0].second = R"({"Total":-1})";

  const auto outcome = load(documents);

  EXPECT_EQ(outcome.rejected_documents, std::vector<std::string>{"o/1234"});
  EXPECT_EQ(outcome.successes, 1'999u);
}

// A statement within a trigger counts rows of its own.
TEST_P(MariadbDestinationTest, BlamesNoOtherDocumentForWhatATriggerRefuses) {
  query("CREATE TABLE orders (id varchar(40) PRIMARY KEY, total integer)");
  query("CREATE TABLE totals (total tinyint)");
  query(
      "CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW INSERT INTO totals VALUES (NEW.total)");
  open({{"orders", "id", false}});

  load({{"o/1", {{"orders", R"({"total":1})"}}},
        {"o/2", {{"orders", R"({"total":2})"}}},
        {"o/3", {{"orders", R"({"total":1000})"}}}});

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "o/3");
  EXPECT_EQ(query("SELECT count(*) FROM orders"), (SqlRows{{"2"}}));
}

TEST_P(MariadbDestinationTest, RejectsWhatATriggerSignals) {
  query("CREATE TABLE orders (id varchar(40) PRIMARY KEY, total integer)");
  query(
      "CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW IF NEW.total > 9 THEN"
      " SIGNAL SQLSTATE '02001' SET MESSAGE_TEXT = 'too much at row 7'; END IF");
  open({{"orders", "id", false}});

  load({{"o/1", {{"orders", R"({"total":1})"}}},
        {"o/2", {{"orders", R"({"total":10})"}}},
        {"o/3", {{"orders", R"({"total":2})"}}}});

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "o/2");
  EXPECT_EQ(query("SELECT count(*) FROM orders"), (SqlRows{{"2"}}));
}

TEST_P(MariadbDestinationTest, RejectsARowThatTheServerTakesInNoStatement) {
  create_shop();
  query("SET GLOBAL max_allowed_packet = 65536");
  open(shop_tables());
  query("SET GLOBAL max_allowed_packet = DEFAULT");
  const auto big = fmt::format(R"({{"Product":"{}"}})", std::string(70'000, 'x'));
  const auto half = fmt::format(R"({{"Product":"{}"}})", std::string(40'000, 'x'));

  load({{"o/1", {{"OrderLines", half}}},
        {"o/2", {{"OrderLines", big}}},
        {"o/3", {{"OrderLines", half}}}});

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "o/2");
  EXPECT_EQ(query("SELECT OrderId FROM OrderLines"), (SqlRows{{"o/1"}, {"o/3"}}));
}

TEST_P(MariadbDestinationTest, EndsAtTheServerWhatItNoLongerWaitsFor) {
  create_shop();
  open(shop_tables());
  load({{"orders/1", {{"Orders", "{}"}}}});
  auto& product = dynamic_cast<SqlServerProduct&>(*product_);
  const auto lock = product.hold("BEGIN; SELECT * FROM Orders FOR UPDATE");
  std::stop_source stop;
  const std::jthread stopper([&] {
    EXPECT_TRUE(eventually([&] { return product.has_blocked_session(); }));
    stop.request_stop();
  });

  const auto outcome = destination_->load(
      make_batch(position_.etag, {{"orders/1", {{"Orders", "{}"}}}}), position_, stop.get_token());

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kCancelled);
  EXPECT_TRUE(eventually([&] { return !product.has_blocked_session(); }));
}

TEST_P(MariadbDestinationTest, RefusesForeignKeysInACircle) {
  query("CREATE TABLE a (id varchar(40) PRIMARY KEY, b varchar(40))");
  query("CREATE TABLE b (id varchar(40) PRIMARY KEY REFERENCES a(id))");
  query("ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b(id)");

  const auto position =
      make_destination({{"a", "id", false}, {"b", "id", false}})->open(process_, {1}, {});

  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, ErrorCode::kInvalidArgument);
}

// The fence is the server's: a COMMIT behind it would not move a row that another owner has.
TEST_P(MariadbDestinationTest, KeepsCheckpointsApartThatACollationTakesForOne) {
  create_shop();
  open(shop_tables());
  load({{"orders/1", {}}});

  const auto other = make_destination(shop_tables());

  EXPECT_EQ(must(other->open({"source-1", "TASK", "script"}, {1}, {})).etag, etl::Etag{0});
  EXPECT_EQ(must(other->open({"source-1", "task ", "script"}, {1}, {})).etag, etl::Etag{0});
}

TEST_P(MariadbDestinationTest, LogsInAsItselfWithoutAPassword) {
  query(fmt::format("CREATE OR REPLACE USER {}@localhost IDENTIFIED VIA unix_socket",
                    getpwuid(geteuid())->pw_name));
  query("CREATE OR REPLACE USER stranger@localhost IDENTIFIED VIA unix_socket");
  const auto text =
      fmt::format("Server={};Protocol=unix;SslMode=None;Password=none;Integrated Security=true",
                  server().socket());

  EXPECT_OK(test(text));
  const auto refused = test(text + ";User Id=stranger");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden) << refused.error().message;
}

TEST_P(MariadbDestinationTest, ConnectsWithEveryFormOfConnectionString) {
  const auto& password = server().password();
  EXPECT_OK(test(server().connection_string("")));
  EXPECT_OK(test(server().connection_string("mysql")));
  EXPECT_OK(
      test(fmt::format("DATA SOURCE=127.0.0.1;port={};Initial Catalog=mysql;Username={};"
                       "pwd=\"{}\";SSL Mode=Preferred;Connection Timeout=5;Pooling=true",
                       server().port(), server().user(), password)));
  EXPECT_OK(test(fmt::format("Server={};Protocol=unix;User={};Password={};SslMode=None",
                             server().socket(), server().user(), password)));
}

TEST_P(MariadbDestinationTest, SaysWhyItCannotConnectAndKeepsSecrets) {
  const auto text = [this](const std::string& database, const std::string& password) {
    return fmt::format("Server=127.0.0.1;Port={};Database={};User Id={};Password={}",
                       server().port(), database, server().user(), password);
  };

  const auto refused = test(text("mysql", "wrong-word"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(refused.error().message.find("wrong-word"), std::string::npos);
  EXPECT_NE(refused.error().message.find("Access denied"), std::string::npos);

  // The database has the name of the password, which the server repeats in its message.
  const auto absent = test(text(server().password(), server().password()));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound) << absent.error().message;
  EXPECT_EQ(absent.error().message.find(server().password()), std::string::npos);

  const auto nobody = test("Server=127.0.0.1;Port=1;User Id=me");
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::kUnavailable);

  const auto no_tls = test(text("mysql", "'" + server().password() + "'") + ";SslMode=Required");
  ASSERT_FALSE(no_tls);
  EXPECT_EQ(no_tls.error().code, ErrorCode::kUnavailable) << no_tls.error().message;
}

}  // namespace
}  // namespace penstock::testing
