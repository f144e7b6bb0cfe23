#include "etl/validation.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace penstock::etl {
namespace {

Transformation users_script(std::string script) {
  Transformation transformation;
  transformation.name = "S1";
  transformation.collections = {"Users"};
  transformation.script = std::move(script);
  return transformation;
}

TaskDefinition raven_task(std::vector<Transformation> transformations) {
  TaskDefinition task;
  task.name = "task";
  task.connection_string_name = "cs";
  task.transformations = std::move(transformations);
  return task;
}

TaskDefinition sql_task(std::vector<Transformation> transformations) {
  auto task = raven_task(std::move(transformations));
  task.kind = DestinationKind::kSql;
  task.sql_tables = {{"Users", "Id", false}};
  return task;
}

struct ValidationCase {
  std::string name;
  TaskDefinition task;
  /// One for each problem: a part of its sentence. Order does not matter.
  std::vector<std::string> problems;
};

class ValidationTest : public ::testing::TestWithParam<ValidationCase> {};

TEST_P(ValidationTest, FindsExactlyTheseProblems) {
  const auto problems = find_problems(GetParam().task);

  EXPECT_EQ(problems.size(), GetParam().problems.size()) << ::testing::PrintToString(problems);
  for (const auto& part : GetParam().problems) {
    const bool found = std::ranges::any_of(
        problems, [&](const auto& problem) { return problem.find(part) != std::string::npos; });
    EXPECT_TRUE(found) << part << " is not in " << ::testing::PrintToString(problems);
  }
}

TaskDefinition with_name(TaskDefinition task, std::string name) {
  task.name = std::move(name);
  return task;
}

TaskDefinition without_connection_string(TaskDefinition task) {
  task.connection_string_name.clear();
  return task;
}

TaskDefinition without_tables(TaskDefinition task) {
  task.sql_tables.clear();
  return task;
}

TaskDefinition with_table(TaskDefinition task, SqlTable table) {
  task.sql_tables = {std::move(table)};
  return task;
}

Transformation named(std::string name, Transformation transformation) {
  transformation.name = std::move(name);
  return transformation;
}

Transformation all_documents(Transformation transformation) {
  transformation.all_documents = true;
  return transformation;
}

Transformation without_collections(Transformation transformation) {
  transformation.collections.clear();
  return transformation;
}

Transformation with_postfix(Transformation transformation) {
  transformation.document_id_postfix = "$1";
  return transformation;
}

const ValidationCase kCases[] = {
    {"ValidRaven", raven_task({users_script("loadToUsers(this);")}), {}},
    {"ValidSql", sql_task({users_script("loadToUsers({N: 1});")}), {}},
    {"VA001NoTaskName", with_name(raven_task({users_script("")}), " "), {"'Name'"}},
    {"VA001NoConnectionString",
     without_connection_string(raven_task({users_script("")})),
     {"'ConnectionStringName'"}},
    {"VA002SameScriptNameIgnoringCase",
     raven_task({named("MyEtl", users_script("")), named("myetl", users_script(""))}),
     {"unique: 'myetl'"}},
    {"VA003BlankScriptName", raven_task({named(" ", users_script(""))}), {"name of a script"}},
    {"VA007NoTransforms", raven_task({}), {"'Transforms'"}},
    {"VA009AllDocumentsAndCollections",
     raven_task({all_documents(users_script(""))}),
     {"'S1' applies to all documents"}},
    {"NeitherAllDocumentsNorCollections",
     raven_task({without_collections(users_script(""))}),
     {"'S1' must list collections"}},
    {"VA011NoLoadTo", raven_task({users_script("this.Name = 'a';")}), {"loadTo<CollectionName>()"}},
    {"EmptyScriptIsLegalForRaven", raven_task({users_script(" \n")}), {}},
    {"EmptyScriptIsNotLegalForSql", sql_task({users_script(" \n")}), {"'S1' must not be empty"}},
    {"TwoScriptsOnOneTable",
     sql_task({users_script("loadToUsers({});"), named("S2", users_script("loadToUsers({});"))}),
     {"scripts 'S1' and 'S2' both load table 'Users'"}},
    {"VA014BlankAfterLoadTo", raven_task({users_script("loadToUsers (this);")}), {}},
    {"VA016BehaviorOfAnotherCollection",
     raven_task({users_script("loadToUsers(this);"
                              "function deleteDocumentsOfPeopleBehavior(d){return false;}")}),
     {"'People' is not among its collections (Users)"}},
    {"BehaviorTwice",
     raven_task({users_script("loadToUsers(this); function deleteDocumentsBehavior(d){return true;}"
                              "function deleteDocumentsBehavior(d){return false;}")}),
     {"more than once"}},
    {"CountersBehaviorWithoutLoadTo",
     raven_task({users_script("loadToPeople(this);"
                              "function loadCountersOfUsersBehavior(d, c){return true;}")}),
     {"never calls loadToUsers"}},
    {"TimeSeriesBehaviorWithThreeParameters",
     raven_task({users_script("loadToUsers(this);"
                              "function loadTimeSeriesOfUsersBehavior(a, b, c){return true;}")}),
     {"at most two parameters"}},
    {"AttachmentsOfDocuments",
     raven_task({users_script("loadToUsers(this).addAttachment(loadAttachment('photo'));")}),
     {}},
    {"BehaviorsOfTheOwnCollection",
     raven_task({users_script("loadToUsers(this);"
                              "function deleteDocumentsOfUsersBehavior(d){return true;}"
                              "function loadCountersOfUsersBehavior(d, c){return true;}"
                              "function loadTimeSeriesOfUsersBehavior(d, t){return true;}")}),
     {}},
    {"DeleteBehaviorAlone",
     raven_task({users_script("function deleteDocumentsOfUsersBehavior(d){return false;}")}),
     {}},
    {"AttachmentsOfRows",
     sql_task({users_script(
         "if (hasAttachment('photo')) loadToUsers({Photo: loadAttachment('photo')});")}),
     {}},
    {"AttachmentsHangOnNoRow",
     sql_task({users_script("loadToUsers({}).addAttachment(loadAttachment('photo'));")}),
     {"addAttachment, which is not supported yet"}},
    {"CallsInComments",
     sql_task(
         {users_script("loadToUsers({ N: '//' /* counter() */ }); // loadAttachment('photo')")}),
     {}},
    {"OwnFunctionOfTheSameName",
     raven_task(
         {users_script("function counter(a) { return 1; } loadToUsers({N: counter(this)});")}),
     {}},
    {"VA018LegacyFunction",
     sql_task({users_script("this.Name='a'; replicateToUsers(this);")}),
     {"replicateToUsers", "loadTo<TableName>()"}},
    {"VA019CountersInSql",
     sql_task({users_script("loadToUsers({N: 1}).addCounter(1);"
                            "function deleteDocumentsBehavior(d){return true;}")}),
     {"addCounter, which SQL ETL does not support",
      "deleteDocumentsBehavior, which SQL ETL does not support"}},
    {"VA020NoTables",
     without_tables(sql_task({users_script("loadToUsers(this);")})),
     {"'SqlTables' must not be empty"}},
    {"TableWithoutColumn",
     with_table(sql_task({users_script("loadToUsers(this);")}), {"Users", "", false}),
     {"'Users' needs a 'DocumentIdColumn'"}},
    {"UpsertsAndOnlyInserts",
     with_table(sql_task({users_script("loadToUsers(this);")}), {"Users", "Id", true, true, ""}),
     {"'Users' cannot have both 'UpsertMode' and 'InsertOnlyMode'"}},
    {"NumbersRowsWithoutUpsert",
     with_table(sql_task({users_script("loadToUsers(this);")}), {"Users", "Id", false, false, "N"}),
     {"'Users' has a 'RowNumberColumn' but no 'UpsertMode'"}},
    {"PostfixInSql",
     sql_task({with_postfix(users_script("loadToUsers({N: 1});"))}),
     {"DocumentIdPostfix"}},
    {"VA026SyntaxErrorMayBeStored", raven_task({users_script("loadToUsers(this;")}), {}},
    {"AllProblemsInOneAnswer",
     without_tables(
         sql_task({named("", users_script("")), without_collections(users_script("x"))})),
     {"name of a script", "must not be empty", "'SqlTables'", "must list collections",
      "loadTo<TableName>()"}},
};

INSTANTIATE_TEST_SUITE_P(Cases, ValidationTest, ::testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace penstock::etl
