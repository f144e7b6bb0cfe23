#include "integration/sql/sql_contract.h"

// Exactly once: the position lies in the destination and moves with the rows.
namespace penstock::testing {
namespace {

const TestDocument kOrder{"orders/1", {{"Orders", R"({"Total":1})"}}};

TEST_P(SqlContract, BeginsAtZeroAndGoesOnWhereItStopped) {
  create_shop();
  open(shop_tables());
  EXPECT_EQ(position_.etag, etl::Etag{0});
  load({kOrder, {"orders/2", {}}});

  open(shop_tables());

  EXPECT_EQ(position_.etag, etl::Etag{2});
}

TEST_P(SqlContract, KeepsThePositionsOfProcessesApart) {
  create_shop();
  open(shop_tables());
  load({kOrder});

  const auto other = make_destination(shop_tables());

  EXPECT_EQ(must(other->open({"source-1", "task", "other"}, {1}, {})).etag, etl::Etag{0});
  EXPECT_EQ(must(other->open({"source-1", "other", "script"}, {1}, {})).etag, etl::Etag{0});
  EXPECT_EQ(must(other->open({"source-2", "task", "script"}, {1}, {})).etag, etl::Etag{0});
}

TEST_P(SqlContract, BeginsAgainWithAnotherGeneration) {
  create_shop();
  open(shop_tables());
  load({kOrder});

  position_ = must(destination_->open(process_, {2}, {}));

  EXPECT_EQ(position_.etag, etl::Etag{0});
  EXPECT_EQ(position_.generation, etl::Generation{2});
  load({kOrder});
  EXPECT_EQ(query("SELECT Id FROM Orders"), (SqlRows{{"orders/1"}}));
}

TEST_P(SqlContract, RaisesTheEpochWithEveryOpening) {
  create_shop();
  open(shop_tables());
  const auto first = position_.epoch;

  open(shop_tables());

  EXPECT_GT(position_.epoch, first);
}

TEST_P(SqlContract, LetsAnOwnerGoOnThatConnectsAgain) {
  create_shop();
  open(shop_tables());
  load({kOrder});

  const auto again = must(destination_->reopen(process_, {1}, position_.epoch, {}));

  EXPECT_EQ(again.epoch, position_.epoch);
  EXPECT_EQ(again.etag, position_.etag);
  load({{"orders/2", {{"Orders", "{}"}}}});
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"2"}}));
}

TEST_P(SqlContract, LetsNoFormerOwnerConnectAgain) {
  create_shop();
  const auto former = make_destination(shop_tables());
  const auto former_position = must(former->open(process_, {1}, {}));
  open(shop_tables());

  const auto again = former->reopen(process_, {1}, former_position.epoch, {});

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kNotOwner);
  load({kOrder});
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"1"}}));
}

TEST_P(SqlContract, LetsAnOwnerOpenAnOlderCopyAgain) {
  create_shop();
  open(shop_tables());
  load({kOrder});
  query("DELETE FROM penstock_etl_checkpoints");

  position_ = must(destination_->reopen(process_, {1}, position_.epoch, {}));

  EXPECT_EQ(position_.etag, etl::Etag{0});
  load({kOrder});
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"1"}}));
}

TEST_P(SqlContract, ShutsOutAFormerOwner) {
  create_shop();
  const auto former = make_destination(shop_tables());
  const auto former_position = must(former->open(process_, {1}, {}));
  open(shop_tables());

  const auto outcome = former->load(make_batch({0}, {kOrder}), former_position, {});

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kNotOwner);
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"0"}}));
  load({kOrder});
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"1"}}));
}

TEST_P(SqlContract, RefusesABatchThatHasArrivedBefore) {
  query("CREATE TABLE Visits (Who text)");
  open({{"Visits", "Who", true}});
  const auto before = position_;
  const auto batch = make_batch({0}, {{"users/1", {{"Visits", "{}"}}}});
  ASSERT_OK(destination_->load(batch, before, {}));

  const auto again = destination_->load(batch, before, {});

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kUnavailable) << "opening again tells where it is";
  EXPECT_EQ(query("SELECT count(*) FROM Visits"), (SqlRows{{"1"}}));
  EXPECT_EQ(must(destination_->open(process_, {1}, {})).etag, etl::Etag{1});
}

TEST_P(SqlContract, GoesBackWithADestinationThatWasRestoredFromABackup) {
  create_shop();
  open(shop_tables());
  load({kOrder});
  query("DELETE FROM Orders");
  query("UPDATE penstock_etl_checkpoints SET etag = 0");

  const auto outcome = try_load({{"orders/2", {}}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kUnavailable);

  position_ = must(destination_->open(process_, {1}, {}));
  EXPECT_EQ(position_.etag, etl::Etag{0});
  load({kOrder});
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"1"}}));
}

TEST_P(SqlContract, WantsToBeOpenedAgainAfterAnError) {
  create_shop();
  open(shop_tables());
  query("UPDATE penstock_etl_checkpoints SET etag = 7");
  ASSERT_FALSE(try_load({kOrder}));

  const auto outcome = try_load({kOrder});

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kUnavailable);
}

// SQ-044, as the architecture has it: creating the table heals the task.
TEST_P(SqlContract, WaitsForAMissingTable) {
  const auto destination = make_destination({{"Later", "Id", false}});

  const auto missing = destination->open(process_, {1}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("Later"), std::string::npos);

  query("CREATE TABLE Later (Id varchar(40) PRIMARY KEY)");
  EXPECT_OK(destination->open(process_, {1}, {}));
}

TEST_P(SqlContract, WaitsForAMissingIdColumn) {
  query("CREATE TABLE Orders (Total integer)");

  const auto position = make_destination({{"Orders", "Id", false}})->open(process_, {1}, {});

  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, ErrorCode::kNotFound);
  EXPECT_NE(position.error().message.find("Id"), std::string::npos);
}

TEST_P(SqlContract, WaitsForATableThatWentAway) {
  create_shop();
  open(shop_tables());
  query("DROP TABLE OrderLines");

  const auto outcome = try_load({kOrder});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kNotFound);
  EXPECT_NE(outcome.error().message.find("OrderLines"), std::string::npos);
  EXPECT_TRUE(errors_.recorded.empty());

  query("CREATE TABLE OrderLines (OrderId text, Product text)");
  open(shop_tables());
  load({kOrder});
  EXPECT_EQ(query("SELECT Id FROM Orders"), (SqlRows{{"orders/1"}}));
}

TEST_P(SqlContract, StopsWhenAskedTo) {
  create_shop();
  open(shop_tables());
  std::stop_source stop;
  errors_.on_record = [&] { stop.request_stop(); };

  const auto outcome = destination_->load(
      make_batch({0}, {kOrder, {"orders/2", {{"Nowhere", "{}"}}}}), position_, stop.get_token());

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"0"}}));
}

TEST_P(SqlContract, ConnectsToTestAConnectionString) {
  const auto configuration = product_->configuration();

  EXPECT_OK(etl::sql::test_connection(configuration.factory_name, configuration.connection_string,
                                      configuration.options, clock_, {}));
}

}  // namespace
}  // namespace penstock::testing
