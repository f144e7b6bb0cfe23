#include "etl/task_definition.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "base/json.h"
#include "support/assertions.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;

boost::json::object json(std::string_view text) { return must(parse_json(text)).as_object(); }

constexpr std::string_view kSqlTask = R"({"Name":"se","ConnectionStringName":"sql-cs",
  "Transforms":[{"Name":"S1","Disabled":false,"Collections":["Employees"],
                 "ApplyToAllDocuments":false,"Script":"loadToT({Id: 1});"
}],
  "ParameterizeDeletes":true,"ForceQueryRecompile":false,"QuoteTables":true,"CommandTimeout":60,
  "EtlType":"Sql",
  "SqlTables":[{"TableName":"T","DocumentIdColumn":"Id","InsertOnlyMode":true}]
})";

TEST(TaskDefinitionTest, ReadsWhatTheOfficialClientSends) {
  const auto task = must(TaskDefinition::parse(json(kSqlTask)));

  EXPECT_EQ(task.name, "se");
  EXPECT_EQ(task.kind, DestinationKind::kSql);
  EXPECT_EQ(task.connection_string_name, "sql-cs");
  ASSERT_EQ(task.transformations.size(), 1u);
  EXPECT_EQ(task.transformations[0].collections, std::vector<std::string>{"Employees"});
  EXPECT_EQ(task.transformations[0].script, "loadToT({Id: 1});");
  EXPECT_EQ(task.command_timeout_s, 60u);
  ASSERT_EQ(task.sql_tables.size(), 1u);
  EXPECT_EQ(task.sql_tables[0], (SqlTable{"T", "Id", true}));
}

TEST(TaskDefinitionTest, GivesTheDefaultNameOfItsKind) {
  auto wire = json(kSqlTask);
  wire.erase("Name");
  EXPECT_EQ(must(TaskDefinition::parse(wire)).name, "SQL ETL to sql-cs");
  wire["EtlType"] = "raven";
  EXPECT_EQ(must(TaskDefinition::parse(wire)).name, "RavenDB ETL to sql-cs");
}

TEST(TaskDefinitionTest, ShowsNoTypeInTheConfigurationBecauseClientsCannotAssignIt) {
  auto task = must(TaskDefinition::parse(json(kSqlTask)));
  task.task_id = 17;
  task.transformations[0].generation = 5;

  const auto configuration = task.to_configuration_json();

  EXPECT_FALSE(configuration.contains("EtlType"));
  EXPECT_EQ(boost::json::serialize(configuration),
            R"({"TaskId":17,"Name":"se","ConnectionStringName":"sql-cs","MentorNode":null,)"
            R"("PinToMentorNode":false,"AllowEtlOnNonEncryptedChannel":false,"Disabled":false,)"
            R"("Transforms":[{"Name":"S1","Disabled":false,"Collections":["Employees"],)"
            R"("ApplyToAllDocuments":false,"Script":"loadToT({Id: 1});",)"
            R"("DocumentIdPostfix":null}],)"
            R"("SqlTables":[{"TableName":"T","DocumentIdColumn":"Id","InsertOnlyMode":true}],)"
            R"("ParameterizeDeletes":true,"ForceQueryRecompile":false,"QuoteTables":true,)"
            R"("CommandTimeout":60})");
}

TEST(TaskDefinitionTest, ReadsAndShowsWhatIsPenstocksOwn) {
  auto object = json(kSqlTask);
  object["CreateMissingTables"] = true;
  object["SqlTables"] = json(R"({"t":[{"TableName":"T","DocumentIdColumn":"Id","UpsertMode":true,
                                       "RowNumberColumn":"Line"}]})")["t"];
  const auto task = must(TaskDefinition::parse(object));

  EXPECT_TRUE(task.creates_missing_tables);
  ASSERT_EQ(task.sql_tables.size(), 1u);
  EXPECT_TRUE(task.sql_tables[0].upsert);
  EXPECT_EQ(task.sql_tables[0].row_number_column, "Line");
  EXPECT_EQ(must(TaskDefinition::from_record_json(task.to_record_json())), task);
}

TEST(TaskDefinitionTest, SurvivesTheDatabaseRecord) {
  auto task = must(TaskDefinition::parse(json(kSqlTask)));
  task.task_id = 17;
  task.disabled = true;
  task.transformations[0].generation = 5;

  EXPECT_EQ(must(TaskDefinition::from_record_json(task.to_record_json())), task);
}

TEST(TaskDefinitionTest, NamesEveryMemberOfAWrongType) {
  const auto task = TaskDefinition::parse(
      json(R"({"EtlType":"Sql","Name":7,"Disabled":"yes","Transforms":[{"Name":"S","Script":1}],
               "CommandTimeout":0})"));

  ASSERT_FALSE(task);
  EXPECT_EQ(task.error().code, ErrorCode::kInvalidArgument);
  for (const auto* name : {"'Name'", "'Disabled'", "'S': 'Script'", "'CommandTimeout'"}) {
    EXPECT_NE(task.error().message.find(name), std::string::npos) << task.error().message;
  }
}

TEST(TaskDefinitionTest, RefusesAKindThatPenstockDoesNotHave) {
  const auto task = TaskDefinition::parse(json(R"({"EtlType":"Queue","Name":"q"})"));

  ASSERT_FALSE(task);
  EXPECT_NE(task.error().message.find("'Queue' are not supported"), std::string::npos);
}

TEST(ConnectionStringTest, SurvivesItsOwnJson) {
  const auto raven = json(R"({"Name":"r","Type":"raven","Database":"Dst",
                              "TopologyDiscoveryUrls":["http://10.0.0.6:8080"]})");
  const auto connection = must(ConnectionString::parse(raven));

  EXPECT_EQ(must(ConnectionString::from_record_json(connection.to_record_json())), connection);
  EXPECT_EQ(connection.topology_discovery_urls.at(0), "http://10.0.0.6:8080");
}

TEST(ConnectionStringTest, LetsNobodySayThatItMayReachItsOwnServer) {
  auto raven = json(R"({"Name":"r","Type":"Raven","Database":"Dst",
                        "TopologyDiscoveryUrls":["https://here"],"MayReachOwnServer":true})");
  auto connection = must(ConnectionString::parse(raven));
  EXPECT_FALSE(connection.may_reach_own_server);

  connection.may_reach_own_server = true;
  const auto stored = connection.to_record_json();
  EXPECT_TRUE(must(ConnectionString::from_record_json(stored)).may_reach_own_server);
  EXPECT_FALSE(connection.to_masked_json().contains("MayReachOwnServer"));
}

TEST(ConnectionStringTest, ListsEveryProblemAtOnce) {
  const auto connection = ConnectionString::parse(
      json(R"({"Type":"Raven","TopologyDiscoveryUrls":["ftp://x","http://u:secret@h"]})"));

  ASSERT_FALSE(connection);
  for (const auto* problem : {"'Name'", "'Database'", "'ftp://x'", "passwords"}) {
    EXPECT_NE(connection.error().message.find(problem), std::string::npos) << problem;
  }
  EXPECT_EQ(connection.error().message.find("secret"), std::string::npos);
}

TEST(ConnectionStringTest, HasABoundedLength) {
  auto sql = json(R"({"Name":"s","Type":"Sql","FactoryName":"Npgsql"})");
  sql["ConnectionString"] = std::string(kConnectionStringBytesMax, 'x');
  EXPECT_OK(ConnectionString::parse(sql));

  sql["ConnectionString"] = std::string(kConnectionStringBytesMax + 1, 'x');
  const auto connection = ConnectionString::parse(sql);
  ASSERT_FALSE(connection);
  EXPECT_NE(connection.error().message.find("is over 16384 bytes"), std::string::npos);
}

TEST(ConnectionStringTest, ShowsPeopleNoPassword) {
  const auto connection =
      must(ConnectionString::parse(json(R"({"Name":"s","Type":"Sql","FactoryName":"Npgsql",
               "ConnectionString":"Host=h;Password=secret"})")));

  EXPECT_EQ(connection.to_masked_json().at("ConnectionString"), "Host=h;Password=********");
}

}  // namespace
}  // namespace penstock::etl
