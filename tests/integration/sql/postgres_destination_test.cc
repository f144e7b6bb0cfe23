#include <fmt/format.h>

#include "integration/sql/sql_contract.h"
#include "support/postgres_server.h"

// What only PostgreSQL has: its types, its names, its ways to fail.
namespace penstock::testing {
namespace {

class PostgresDestinationTest : public SqlContract {
 protected:
  Result<void> test(const std::string& connection_string) {
    return etl::sql::test_connection("Npgsql", connection_string, {}, clock_, {});
  }
  PostgresServer& server() { return *PostgresServer::shared(); }
};

INSTANTIATE_TEST_SUITE_P(Products, PostgresDestinationTest,
                         ::testing::Values("PostgreSQL", kPostgresInSteps),
                         [](const auto& product) { return product.param; });

TEST_P(PostgresDestinationTest, StoresValuesInTheTypesOfTheirColumns) {
  query(
      "CREATE TABLE things (id text PRIMARY KEY, exact numeric(30,10), day date, at timestamp,"
      " at_zone timestamptz, yes boolean, data jsonb, text_data jsonb, key uuid, small smallint)");
  open({{"things", "id", false}});

  load({{"t/1",
         {{"things",
           R"({"exact":12345678901234567890.0123456789,"day":"2020-01-02T03:04:05.0000000",)"
           R"("at":"2020-01-02T03:04:05.1234560Z","at_zone":"2020-01-02T03:04:05.0000000",)"
           R"("yes":true,"data":{"a":[1,null]},"text_data":"x","small":3.0,)"
           R"("key":"6F9619FF-8B86-D011-B42D-00CF4FC964FF"})"}}}});

  EXPECT_EQ(query("SET TimeZone = 'UTC'; SELECT exact, day, at, at_zone, yes, data, text_data, key,"
                  " small FROM things"),
            (SqlRows{{"12345678901234567890.0123456789", "2020-01-02", "2020-01-02 03:04:05.123456",
                      "2020-01-02 03:04:05+00", "t", R"({"a": [1, null]})", R"("x")",
                      "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "3"}}));
  EXPECT_TRUE(errors_.recorded.empty());
}

TEST_P(PostgresDestinationTest, LoadsABatchAtOnceThatCouldNotBeSerialized) {
  query(
      "CREATE TABLE things (id text PRIMARY KEY); CREATE SEQUENCE attempts;"
      "CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS"
      " $$BEGIN IF nextval('attempts') <= 3 THEN"
      " RAISE EXCEPTION 'could not serialize' USING ERRCODE = 'serialization_failure';"
      " END IF; RETURN NEW; END$$;"
      "CREATE TRIGGER t BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION conflict()");
  open({{"things", "id", false}});

  ASSERT_OK(try_load({{"t/1", {{"things", "{}"}}}}));

  EXPECT_EQ(query("SELECT id FROM things"), (SqlRows{{"t/1"}}));
  EXPECT_TRUE(errors_.recorded.empty());
}

// SQ-022
TEST_P(PostgresDestinationTest, StoresArrays) {
  query(
      "CREATE TABLE things (id text PRIMARY KEY, numbers integer[], words text[], grid "
      "float8[][])");
  open({{"things", "id", false}});

  load({{"t/1",
         {{"things", R"({"numbers":{"Type":"Array | Double","Value":[3,2]},)"
                     R"("words":["Milk","a \"b\"",null],"grid":[[1,2.5],[3,4]]})"}}},
        {"t/2", {{"things", R"({"numbers":[1.5]})"}}}});

  EXPECT_EQ(query("SELECT id, numbers, words, grid FROM things"),
            (SqlRows{{"t/1", "{3,2}", R"({Milk,"a \"b\"",NULL})", "{{1,2.5},{3,4}}"}}));
  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "t/2");
}

TEST_P(PostgresDestinationTest, StoresValuesInTypesWithTheirOwnWays) {
  query("CREATE DOMAIN code AS varchar(3)");
  query("CREATE DOMAIN strict_code AS code CHECK (VALUE <> 'bad')");
  query("CREATE TYPE mood AS ENUM ('well', 'ill')");
  query("CREATE TYPE point3 AS (x integer, y integer, name varchar(3))");
  query(
      "CREATE TABLE things (id text, number bigint GENERATED ALWAYS AS IDENTITY, fixed char(4),"
      " bits bit(3), letter \"char\", code code, codes varchar(3)[], mood mood, place point3,"
      " span interval day to second(0), price numeric(6,2), at timestamp(0), host inet, doc xml,"
      " words text)");
  query("CREATE TABLE strict (id text, code strict_code)");
  open({{"things", "id", false}, {"strict", "id", false}});

  load({{"t/1",
         {{"things",
           R"({"number":7,"fixed":"ab","bits":"101","letter":"x","code":"abc  ","codes":["a","b"],)"
           R"_("mood":"ill","place":"(1,2,abc)","span":"1 day 02:03:04.6","price":"1.005",)_"
           R"("at":"2020-01-02T03:04:05.6","host":"10.0.0.1/8","doc":"<a/>",)"
           R"("words":"tab\there, line\nhere, \\back\\N\r, \"quotes\" {braces} \u0001 ä€😀"})"},
          {"strict", R"({"code":"abc"})"}}},
        {"t/2", {{"things", R"({"words":"","code":null,"codes":null})"}}},
        {"t/3", {{"things", R"({"words":"\\N"})"}}}});

  EXPECT_EQ(
      query("SELECT number, fixed || '.', bits, letter, code || '.', codes, mood, place, span,"
            " price, at, host, doc FROM things WHERE id = 't/1'"),
      (SqlRows{{"7", "ab.", "101", "x", "abc.", "{a,b}", "ill", "(1,2,abc)", "1 day 02:03:05",
                "1.01", "2020-01-02 03:04:06", "10.0.0.1/8", "<a/>"}}));
  EXPECT_EQ(
      query("SELECT words FROM things ORDER BY id"),
      (SqlRows{
          {"tab\there, line\nhere, \\back\\N\r, \"quotes\" {braces} \x01 ä€😀"}, {""}, {"\\N"}}));
  EXPECT_EQ(query("SELECT code FROM strict"), (SqlRows{{"abc"}}));
  EXPECT_TRUE(errors_.recorded.empty());
}

// What is too long must not arrive shortened.
TEST_P(PostgresDestinationTest, RejectsWhatOnlyTheTypeOfAColumnRefuses) {
  query("CREATE DOMAIN code AS varchar(3)");
  query("CREATE DOMAIN strict_code AS code CHECK (VALUE <> 'bad')");
  query("CREATE TYPE point3 AS (x integer, name varchar(3))");
  query(
      "CREATE TABLE things (id text, bits bit(3), code code, strict strict_code,"
      " codes varchar(3)[], place point3, price numeric(4,2))");
  open({{"things", "id", false}});
  const std::vector<std::string> bad{R"({"bits":"1010"})",    R"({"code":"abcd"})",
                                     R"({"strict":"abcd"})",  R"({"strict":"bad"})",
                                     R"({"codes":["abcd"]})", R"_({"place":"(1,abcd)"})_",
                                     R"({"place":"(1,abc"})", R"({"price":"100"})"};
  for (const auto& members : bad) {
    const auto rejected = load({{"t/1", {{"things", members}}}}).rejected_documents;
    EXPECT_EQ(rejected, (std::vector<std::string>{"t/1"})) << members;
  }

  EXPECT_EQ(query("SELECT count(*) FROM things"), (SqlRows{{"0"}}));
}

TEST_P(PostgresDestinationTest, SendsASmallBatchAsOneRequest) {
  create_shop();
  auto configuration = product_->configuration();
  configuration.tables = shop_tables();
  configuration.options.slow_statement = std::chrono::milliseconds(0);
  const bool takes_requests = configuration.options.request_bytes_max > 0;
  destination_ = must(
      etl::sql::SqlDestination::make(configuration, {"Orders", "OrderLines"}, errors_, clock_));
  position_ = must(destination_->open(process_, {1}, {}));
  load({{"orders/1", {{"Orders", R"({"Total":1})"}}}});

  const auto told =
      load({{"orders/1", {{"Orders", R"({"Total":2})"}, {"OrderLines", R"({"Product":"Tea"})"}}},
            {"orders/2", {}},
            deleted("orders/3")})
          .slow_statements;

  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.size() == 1, takes_requests);
  EXPECT_EQ(told.front().text.starts_with("in one request:"), takes_requests);
  EXPECT_EQ(query("SELECT Total, Product FROM Orders JOIN OrderLines ON OrderId = Id"),
            (SqlRows{{"2", "Tea"}}));
}

TEST_P(PostgresDestinationTest, RejectsDocumentsWithValuesThatDoNotFitAndNamesTheColumn) {
  query(
      "CREATE TABLE things (id varchar(6) PRIMARY KEY, name varchar(3), whole integer, day date,"
      " yes boolean, data jsonb, exact numeric(4,2))");
  open({{"things", "id", false}});
  const std::vector<std::pair<std::string, std::string>> bad{
      {"name", R"({"name":"äöüß"})"},   {"name", R"({"name":"a\u0000b"})"},
      {"whole", R"({"whole":3.5})"},    {"whole", R"({"whole":2147483648})"},
      {"whole", R"({"whole":true})"},   {"whole", R"({"whole":"many"})"},
      {"day", R"({"day":"someday"})"},  {"day", R"({"day":20200102})"},
      {"yes", R"({"yes":"perhaps"})"},  {"exact", R"({"exact":100})"},
      {"data", R"({"data":"\u0000"})"}, {"id", "{}"}};
  std::vector<TestDocument> documents;
  for (std::size_t i = 0; i + 1 < bad.size(); ++i) {
    documents.push_back({fmt::format("t/{}", i), {{"things", bad[i].second}}});
  }
  documents.push_back({"much/too/long", {{"things", "{}"}}});
  documents.push_back({"good/1", {{"things", R"({"name":"äöü","whole":"12","data":1})"}}});

  load(documents);

  EXPECT_EQ(errors_.recorded.size(), bad.size());
  EXPECT_EQ(query("SELECT id, name, whole, data FROM things"),
            (SqlRows{{"good/1", "äöü", "12", "1"}}));
}

TEST_P(PostgresDestinationTest, QuotesNamesAsTheDestinationSpellsThem) {
  query("CREATE SCHEMA \"Sales\"");
  query("CREATE TABLE \"Sales\".\"Order \"\"x\"\"\" (\"The Id\" text, \"select\" text)");
  open({{"sales.order \"X\"", "the id", false}});

  load({{"o/1", {{"sales.order \"X\"", R"({"SELECT":"yes"})"}}}});

  EXPECT_EQ(query("SELECT * FROM \"Sales\".\"Order \"\"x\"\"\""), (SqlRows{{"o/1", "yes"}}));
}

TEST_P(PostgresDestinationTest, PrefersTheExactNameAndRefusesToGuess) {
  query("CREATE TABLE \"Orders\" (id text, who text)");
  query("CREATE TABLE \"ORDERS\" (id text, who text)");

  open({{"ORDERS", "id", false}});
  load({{"o/1", {{"Orders", "{}"}}}});
  EXPECT_EQ(query("SELECT count(*) FROM \"ORDERS\""), (SqlRows{{"1"}}));

  const auto position = make_destination({{"orders", "id", false}})->open(process_, {1}, {});
  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, ErrorCode::kInvalidArgument);
}

TEST_P(PostgresDestinationTest, DefersConstraintsThatCanWait) {
  query("CREATE TABLE a (id text PRIMARY KEY, b text)");
  query("CREATE TABLE b (id text PRIMARY KEY REFERENCES a DEFERRABLE)");
  query("ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED");
  open({{"b", "id", false}, {"a", "id", false}});

  load({{"x/1", {{"a", R"({"b":"x/1"})"}, {"b", "{}"}}},
        {"x/2", {{"a", R"({"b":"x/99"})"}, {"b", "{}"}}},
        {"x/3", {{"b", "{}"}}}});

  EXPECT_EQ(query("SELECT id FROM a"), (SqlRows{{"x/1"}}));
  EXPECT_EQ(query("SELECT id FROM b"), (SqlRows{{"x/1"}}));
  EXPECT_EQ(errors_.recorded.size(), 2u);
}

TEST_P(PostgresDestinationTest, RefusesForeignKeysInACircleThatCannotWait) {
  query("CREATE TABLE a (id text PRIMARY KEY, b text)");
  query("CREATE TABLE b (id text PRIMARY KEY REFERENCES a)");
  query("ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b");

  const auto position =
      make_destination({{"a", "id", false}, {"b", "id", false}})->open(process_, {1}, {});

  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(position.error().message.find("DEFERRABLE"), std::string::npos);
}

TEST_P(PostgresDestinationTest, RejectsWhatATriggerRefuses) {
  query("CREATE TABLE orders (id text PRIMARY KEY, total integer)");
  query(
      "CREATE FUNCTION check_total() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
      " IF NEW.total > 9 THEN RAISE EXCEPTION 'too much, line 5'; END IF; RETURN NULL; END$$");
  query("CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION check_total()");
  open({{"orders", "id", false}});

  load({{"o/1", {{"orders", R"({"total":1})"}}},
        {"o/2", {{"orders", R"({"total":10})"}}},
        {"o/3", {{"orders", R"({"total":2})"}}}});

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "o/2");
  EXPECT_EQ(query("SELECT count(*) FROM orders"), (SqlRows{{"2"}}));
}

TEST_P(PostgresDestinationTest, ConnectsWithEveryFormOfConnectionString) {
  const auto& password = server().password();
  EXPECT_OK(test(server().npgsql_string("postgres")));
  EXPECT_OK(test(server().uri("postgres")));
  EXPECT_OK(test(fmt::format("host=127.0.0.1 port={} dbname=postgres user=postgres password='{}'",
                             server().port(), password)));
  EXPECT_OK(
      test(fmt::format("SERVER=127.0.0.1:{};DB=postgres;User Id=postgres;PWD=\"{}\";"
                       "SSL Mode=Prefer;Timeout=5;Search Path=public, x;Pooling=true",
                       server().port(), password)));
  EXPECT_OK(test(fmt::format("Host={};Port={};Username=postgres;Database=postgres",
                             server().socket_folder(), server().port())));
}

TEST_P(PostgresDestinationTest, LogsInAsItselfWithoutAPassword) {
  query(
      fmt::format("DROP ROLE IF EXISTS {0}; CREATE ROLE {0} LOGIN; DROP ROLE IF EXISTS {1};"
                  "CREATE ROLE {1} LOGIN",
                  PostgresServer::kPeer, PostgresServer::kStranger));
  const auto text = [this](const std::string& host, const char* user) {
    return fmt::format(
        "Host={};Port={};Database=postgres;Username={};Password=none;Integrated Security=true",
        host, server().port(), user);
  };

  EXPECT_OK(test(text(server().socket_folder(), PostgresServer::kPeer)));
  EXPECT_FALSE(test(text("127.0.0.1", PostgresServer::kPeer))) << "it asks for a password";
  const auto refused = test(text(server().socket_folder(), PostgresServer::kStranger));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_NE(refused.error().message.find("Peer authentication failed"), std::string::npos)
      << refused.error().message;
}

TEST_P(PostgresDestinationTest, SaysWhyItCannotConnectAndKeepsSecrets) {
  const auto text = [this](const std::string& database, const std::string& password) {
    return fmt::format("Host=127.0.0.1;Port={};Database={};Username=postgres;Password={}",
                       server().port(), database, password);
  };

  const auto refused = test(text("postgres", "wrong-word"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(refused.error().message.find("wrong-word"), std::string::npos);
  EXPECT_NE(refused.error().message.find("password authentication"), std::string::npos);

  // The database has the name of the password, which the server repeats in its message.
  const auto absent = test(text(server().password(), server().password()));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(absent.error().message.find(server().password()), std::string::npos);

  const auto nobody = test("Host=127.0.0.1;Port=1;Username=me");
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace penstock::testing
