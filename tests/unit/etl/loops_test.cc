#include "etl/loops.h"

#include <gtest/gtest.h>

namespace penstock::etl {
namespace {

Transformation on_orders(std::string script) {
  Transformation transformation;
  transformation.name = "S";
  transformation.collections = {"Orders"};
  transformation.script = std::move(script);
  return transformation;
}

TaskDefinition task_of(Transformation transformation) {
  TaskDefinition task;
  task.name = "T";
  task.transformations = {std::move(transformation)};
  return task;
}

ConnectionString connection_to(std::string database, std::string url) {
  ConnectionString connection;
  connection.database = std::move(database);
  connection.topology_discovery_urls = {"http://10.0.0.9:8080", std::move(url)};
  return connection;
}

TEST(LoopsTest, ScriptFeedsItselfIfItLoadsToACollectionThatItRunsOn) {
  EXPECT_TRUE(feeds_itself(on_orders("loadToorders(this);")));
  EXPECT_TRUE(feeds_itself(on_orders("")));
  EXPECT_FALSE(feeds_itself(on_orders("loadToCopies(this);")));
}

TEST(LoopsTest, ScriptOnAllDocumentsFeedsItselfWhateverItLoads) {
  auto transformation = on_orders("loadToCopies(this);");
  transformation.collections.clear();
  transformation.all_documents = true;

  EXPECT_TRUE(feeds_itself(transformation));
}

TEST(LoopsTest, TaskIntoItsOwnDatabaseIsSeenByNameAndAddress) {
  const auto task = task_of(on_orders("loadToOrders(this);"));
  const std::string own = "http://localhost:8080";

  EXPECT_TRUE(is_visible_loop(task, connection_to("Shop", "http://LOCALHOST:8080/"), "shop", own));
  EXPECT_FALSE(is_visible_loop(task, connection_to("other", own), "shop", own));
  EXPECT_FALSE(is_visible_loop(task, connection_to("shop", "http://10.0.0.1:8080"), "shop", own));
  EXPECT_FALSE(is_visible_loop(task_of(on_orders("loadToCopies(this);")),
                               connection_to("shop", own), "shop", own));
}

}  // namespace
}  // namespace penstock::etl
