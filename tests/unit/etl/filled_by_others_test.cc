#include "etl/filled_by_others.h"

#include <gtest/gtest.h>

#include "etl/task_store.h"
#include "support/assertions.h"
#include "support/master_keys.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using testing::must;

class FilledByOthersTest : public ::testing::Test {
 protected:
  FilledByOthersTest() {
    connect("centre", "http://10.0.0.1:8080");
    connect("same-centre", "http://10.0.0.1:8080/");
    connect("elsewhere", "http://10.0.0.2:8080");
    add("Own", "centre", "Users", "loadToUsers(this); loadToPeople({});");
  }

  void connect(const std::string& name, const std::string& url) {
    ConnectionString connection;
    connection.name = name;
    connection.database = "Centre";
    connection.topology_discovery_urls = {url};
    must(store_.put_connection_string(connection));
  }

  /// `collection` "" stands for all documents.
  void add(const std::string& task_name, const std::string& connection,
           const std::string& collection, const std::string& script) {
    Transformation transformation;
    transformation.name = "S";
    transformation.script = script;
    if (collection.empty()) {
      transformation.all_documents = true;
    } else {
      transformation.collections = {collection};
    }
    TaskDefinition task;
    task.name = task_name;
    task.connection_string_name = connection;
    task.transformations = {std::move(transformation)};
    must(store_.add(task));
  }

  bool is_filled(std::string_view target) {
    const ProcessKey own{
        .source_database_id = database_->identity().id, .task = "own", .script = "s"};
    return must(FilledByOthers::find(*database_, testing::master_keys(), own)).contains(target);
  }

  testing::TemporaryDatabase database_;
  TaskStore store_{*database_, testing::master_keys(), [] {}};
};

TEST_F(FilledByOthersTest, WhatAScriptLoadsItselfIsItsOwn) {
  EXPECT_FALSE(is_filled("Users"));
  EXPECT_FALSE(is_filled("People"));
}

TEST_F(FilledByOthersTest, WhatAnotherTaskLoadsToTheSameDestinationIsNot) {
  add("Other", "same-centre", "Guests", "loadTopeople({});");
  add("Away", "elsewhere", "Users", "loadToUsers(this);");
  EXPECT_TRUE(is_filled("People"));
  EXPECT_FALSE(is_filled("Users"));
}

TEST_F(FilledByOthersTest, WhatHasNoScriptKeepsItsCollection) {
  add("Whole", "centre", "Users", "");
  EXPECT_TRUE(is_filled("users"));
  EXPECT_FALSE(is_filled("People"));
  add("All", "centre", "", "");
  EXPECT_TRUE(is_filled("People"));
}

}  // namespace
}  // namespace penstock::etl
