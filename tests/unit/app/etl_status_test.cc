#include "app/client/etl_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/client/etl_report.h"
#include "base/json.h"
#include "scripted_client.h"
#include "support/assertions.h"

namespace penstock::app {
namespace {

using ::testing::HasSubstr;

// The answers of protocol.md, 12.4 and 12.5.
constexpr std::string_view kProgress = R"({"Results":[
  {"TaskName":"se","EtlType":"Sql","ProcessesProgress":[
    {"TransformationName":"S1","Completed":false,"Disabled":false,"AverageProcessedPerSecond":12.5,
     "NumberOfDocumentsToProcess":1200,"TotalNumberOfDocuments":9000,
     "NumberOfDocumentTombstonesToProcess":34,"TotalNumberOfDocumentTombstones":40,
     "NumberOfCountersToProcess":0,"TotalNumberOfCounters":0,
     "NumberOfCounterTombstonesToProcess":0,"TotalNumberOfCounterTombstones":0}]},
  {"TaskName":"re","EtlType":"Raven","ProcessesProgress":[
    {"TransformationName":"A","Completed":true,"Disabled":false,"NumberOfDocumentsToProcess":0},
    {"TransformationName":"B","Completed":false,"Disabled":false,"NumberOfDocumentsToProcess":3,
     "State":"Waiting","StateDescription":"Waiting to retry because the connection was refused"},
    {"TransformationName":"C","Completed":true,"Disabled":true}]}]})";

constexpr std::string_view kStatistics = R"({"Results":[{"TaskName":"se","Stats":[
  {"TransformationName":"S1","Statistics":{"LastAlert":null,
   "LastTransformationErrorTime":"2024-01-01T00:00:00.0000000Z",
   "LastLoadErrorTime":"2024-01-02T00:00:00.0000000Z","LastProcessedEtag":42,
   "TransformationSuccesses":1000,"TransformationErrors":1,"LoadSuccesses":998,"LoadErrors":2}}]}]})";

constexpr std::string_view kTasks = R"({"OngoingTasks":[
  {"TaskId":16,"TaskType":"RavenEtl","TaskState":"Enabled","TaskName":"re",
   "DestinationUrl":"http://10.0.0.6:8080","DestinationDatabase":"Dst"},
  {"TaskId":17,"TaskType":"SqlEtl","TaskState":"Disabled","TaskName":"se",
   "ConnectionStringName":"sql-cs","DestinationServer":"Npgsql","DestinationDatabase":null},
  {"TaskId":18,"TaskType":"Subscription","TaskName":"other"}],"SubscriptionsCount":1})";

boost::json::object object_of(std::string_view json) {
  return testing::must(parse_json(json)).as_object();
}

std::vector<EtlProgress> progress() {
  return testing::must(parse_etl_progress(object_of(kProgress)));
}

TEST(EtlStatusTest, ProgressCountsDocumentsAndDeletions) {
  const auto processes = progress();
  ASSERT_EQ(processes.size(), 4u);
  EXPECT_EQ(processes[0].task, "se");
  EXPECT_EQ(processes[0].script, "S1");
  EXPECT_EQ(processes[0].to_process, 1234u);
  EXPECT_EQ(processes[0].total, 9040u);
  EXPECT_DOUBLE_EQ(processes[0].per_second, 12.5);
}

TEST(EtlStatusTest, EveryProcessHasOneSentence) {
  const auto processes = progress();
  EXPECT_EQ(describe(processes[0]), "1,234 behind, delivering changes");
  EXPECT_EQ(describe(processes[1]), "up to date");
  EXPECT_EQ(describe(processes[2]),
            "3 behind, waiting to retry because the connection was refused");
  EXPECT_EQ(describe(processes[3]), "disabled");
}

TEST(EtlStatusTest, WhatWasNotCountedToItsEndSaysSo) {
  EtlProgress far_behind;
  far_behind.to_process = 50'000;
  far_behind.is_at_least = true;
  EXPECT_EQ(describe(far_behind), "at least 50,000 behind, delivering changes");
}

TEST(EtlStatusTest, StatisticsTellTheLatestError) {
  const auto processes = testing::must(parse_etl_statistics(object_of(kStatistics)));
  ASSERT_EQ(processes.size(), 1u);
  EXPECT_EQ(processes[0].last_etag, 42u);
  EXPECT_EQ(processes[0].loaded, 998u);
  EXPECT_EQ(processes[0].load_errors, 2u);
  EXPECT_EQ(processes[0].last_error_at, "2024-01-02T00:00:00.0000000Z");
}

TEST(EtlStatusTest, TasksOfOtherKindsAreLeftOut) {
  const auto tasks = testing::must(parse_etl_tasks(object_of(kTasks)));
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].destination, "Dst on http://10.0.0.6:8080");
  EXPECT_EQ(tasks[1].kind, "Sql");
  EXPECT_EQ(tasks[1].destination, "sql-cs (Npgsql)");
}

TEST(EtlStatusTest, OtherAnswersAreErrors) {
  EXPECT_FALSE(parse_etl_progress({}).has_value());
  EXPECT_FALSE(parse_etl_statistics(object_of(R"({"Results":null})")).has_value());
  EXPECT_FALSE(parse_etl_tasks(object_of(R"({"Results":[]})")).has_value());
}

TEST(EtlStatusTest, FilterComparesWithoutCase) {
  const EtlFilter filter{.task = "ORDERS", .script = ""};
  EXPECT_TRUE(filter.matches("Orders", "any"));
  EXPECT_FALSE(filter.matches("Employees", "any"));
}

TEST(EtlStatusTest, ResetUsesItsOwnMethod) {
  ScriptedClient http;
  http.answer(200, R"({"RaftCommandIndex":3})");
  ServerClient server(http, "http://127.0.0.1:8080");

  ASSERT_OK(reset_etl(server, "shop", "my etl", "S1"));

  EXPECT_EQ(http.sent[0].method, "RESET");
  EXPECT_EQ(http.sent[0].url,
            "http://127.0.0.1:8080/databases/shop/admin/etl?configurationName=my%20etl"
            "&transformationName=S1");
}

TEST(EtlReportTest, ListShowsDestinationAndState) {
  const auto tasks = testing::must(parse_etl_tasks(object_of(kTasks)));
  const auto text = render_etl_list(Terminal(stdout, {}), tasks, progress());
  EXPECT_THAT(text,
              HasSubstr("se    S1      SQL        sql-cs (Npgsql)              1,234 behind"));
}

TEST(EtlReportTest, JsonIsOneObjectAProcess) {
  const auto json = testing::must(parse_json(etl_list_json({}, progress())));
  ASSERT_EQ(json.as_array().size(), 4u);
  EXPECT_EQ(json.as_array()[0].at("State"), "delivering changes");
  EXPECT_EQ(etl_statistics_json({}), "[]\n");
}

}  // namespace
}  // namespace penstock::app
