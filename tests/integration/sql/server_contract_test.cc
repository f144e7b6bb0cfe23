#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "etl/destination_view.h"
#include "integration/sql/sql_contract.h"
#include "support/temporary_database.h"

// What a server adds to the contract: it goes away and comes back, ends sessions, makes them wait.
namespace penstock::testing {
namespace {

class SqlServerContract : public SqlContract {
 protected:
  SqlServerProduct& server() { return dynamic_cast<SqlServerProduct&>(*product_); }

  /// For a user who may write the table Notes(Id, Text) alone.
  std::unique_ptr<etl::sql::SqlDestination> make_narrow_destination(
      std::optional<etl::SourceCheckpoint> at_source) {
    query("CREATE TABLE Notes (Id varchar(40), Text varchar(40))");
    auto configuration = server().narrow_configuration("Notes");
    configuration.tables = {{"Notes", "Id", false}};
    return must(
        etl::sql::SqlDestination::make(configuration, {"Notes"}, errors_, clock_, at_source));
  }

  void wait_for_a_blocked_session() {
    const auto deadline = clock_.monotonic() + std::chrono::seconds(10);
    while (!server().has_blocked_session()) ASSERT_LT(clock_.monotonic(), deadline);
  }
};

INSTANTIATE_TEST_SUITE_P(Products, SqlServerContract, ::testing::ValuesIn(server_product_names()),
                         [](const auto& product) { return product.param; });

// SQ-042
TEST_P(SqlServerContract, ShowsNothingOfABatchWhoseConnectionBroke) {
  create_shop();
  open(shop_tables());
  const std::vector<TestDocument> documents{{"orders/1", {{"Orders", R"({"Total":1})"}}},
                                            {"orders/2", {{"Orders", R"({"Total":0.5})"}}}};
  errors_.on_record = [this] { server().end_sessions(); };

  const auto broken = try_load(documents);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kUnavailable) << broken.error().message;
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"0"}}));

  errors_.on_record = nullptr;
  open(shop_tables());
  load(documents);
  EXPECT_EQ(query("SELECT Id FROM Orders"), (SqlRows{{"orders/1"}}));
}

TEST_P(SqlServerContract, WorksAgainAfterTheServerWasDown) {
  create_shop();
  open(shop_tables());
  server().crash();

  const auto away = try_load({{"orders/1", {{"Orders", "{}"}}}});
  ASSERT_FALSE(away);
  EXPECT_TRUE(away.error().retryable()) << away.error().message;
  const auto still_away = destination_->open(process_, {1}, {});
  ASSERT_FALSE(still_away);
  EXPECT_EQ(still_away.error().code, ErrorCode::kUnavailable);

  server().restart();
  position_ = must(destination_->open(process_, {1}, {}));
  load({{"orders/1", {{"Orders", "{}"}}}});
  EXPECT_EQ(query("SELECT count(*) FROM Orders"), (SqlRows{{"1"}}));
}

TEST_P(SqlServerContract, StopsWhileAnotherTransactionHoldsItsRows) {
  create_shop();
  open(shop_tables());
  std::stop_source stop;
  const auto blocker = make_destination(shop_tables());
  const auto position = must(blocker->open({"source-2", "task", "script"}, {1}, {}));
  Result<etl::LoadOutcome> blocked = Error{ErrorCode::kInternal, "not called"};
  errors_.on_record = [&] {
    // The blocker's transaction is open here and holds the key of orders/1.
    const std::jthread stopper([&] {
      wait_for_a_blocked_session();
      stop.request_stop();
    });
    blocked = destination_->load(make_batch({0}, {{"orders/1", {{"Orders", "{}"}}}}), position_,
                                 stop.get_token());
  };

  ASSERT_OK(blocker->load(
      make_batch({0}, {{"orders/1", {{"Orders", "{}"}}}, {"orders/2", {{"Nowhere", "{}"}}}}),
      position, {}));

  ASSERT_FALSE(blocked);
  EXPECT_EQ(blocked.error().code, ErrorCode::kCancelled);
}

// The former owner sleeps in the middle of a transaction, while its successor delivers the same.
TEST_P(SqlServerContract, ShutsOutAnOwnerThatSleptInTheMiddleOfABatch) {
  query("CREATE TABLE Visits (Who varchar(40))");
  const std::vector<etl::SqlTable> tables{{"Visits", "Who", true}};
  const std::vector<TestDocument> documents{{"users/1", {{"Visits", "{}"}}},
                                            {"users/2", {{"Nowhere", "{}"}}}};
  const auto former = make_destination(tables);
  const auto former_position = must(former->open(process_, {1}, {}));
  bool is_asleep = false;
  errors_.on_record = [&] {
    if (std::exchange(is_asleep, true)) return;
    open(tables);
    load(documents);
  };

  const auto woken = former->load(make_batch({0}, documents), former_position, {});

  ASSERT_FALSE(woken);
  EXPECT_EQ(woken.error().code, ErrorCode::kNotOwner) << woken.error().message;
  EXPECT_EQ(query("SELECT Who FROM Visits"), (SqlRows{{"users/1"}}));
}

TEST_P(SqlServerContract, WaitsForRowsThatAnotherSessionHolds) {
  create_shop();
  open(shop_tables());
  load({{"orders/1", {{"Orders", R"({"Total":1})"}}}});
  auto lock = server().hold("BEGIN; SELECT * FROM Orders FOR UPDATE");
  Result<etl::LoadOutcome> waited = Error{ErrorCode::kInternal, "not called"};
  {
    const std::jthread loader([&] {
      waited = try_load({{"orders/1", {{"Orders", R"({"Total":2})"}}}});
    });
    wait_for_a_blocked_session();
    EXPECT_EQ(query("SELECT etag FROM penstock_etl_checkpoints"), (SqlRows{{"1"}}));
    lock.reset();
  }

  ASSERT_OK(waited);
  EXPECT_EQ(query("SELECT Total FROM Orders"), (SqlRows{{"2"}}));
}

// The other session has the checkpoint and wants orders/1; the batch has that and wants the
// checkpoint. The server ends the batch's transaction.
TEST_P(SqlServerContract, LoadsABatchThatADeadlockEndedAtOnce) {
  create_shop();
  open(shop_tables());
  load({{"orders/1", {{"Orders", R"({"Total":1})"}}}});
  std::jthread other;
  errors_.on_record = [&] {  // In the middle of the batch's transaction.
    if (other.joinable()) return;
    other = std::jthread([this] {
      server().insist(
          "SELECT * FROM penstock_etl_checkpoints FOR UPDATE;"
          "UPDATE Orders SET City = 'Rome' WHERE Id = 'orders/1'");
    });
    wait_for_a_blocked_session();
  };

  const auto outcome = try_load({{"orders/1", {{"Orders", R"({"Total":2})"}}},
                                 {"orders/2", {{"Orders", R"({"Total":0.5})"}}}});

  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->rejected_documents, std::vector<std::string>{"orders/2"});
  EXPECT_GE(errors_.recorded.size(), 2u)
      << "once for each transaction; the server may choose the other session, which tries again";
  EXPECT_EQ(query("SELECT Id, Total, City FROM Orders"), (SqlRows{{"orders/1", "2", "NULL"}}));
}

TEST_P(SqlServerContract, LimitsTheTimeOfAStatement) {
  server().create_slow_table();
  auto configuration = product_->configuration();
  configuration.tables = {{"slow", "id", false}};
  configuration.command_timeout_s = 1;
  destination_ = must(etl::sql::SqlDestination::make(configuration, {"slow"}, errors_, clock_));
  position_ = must(destination_->open(process_, {1}, {}));

  const auto outcome = try_load({{"s/1", {{"slow", "{}"}}}});

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kTimeout);
}

TEST_P(SqlServerContract, SaysWhatItNeedsIfTheCheckpointTableMayNotBeCreated) {
  const auto position = make_narrow_destination({})->open(process_, {1}, {});

  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, ErrorCode::kForbidden);
  EXPECT_NE(position.error().message.find("CREATE TABLE"), std::string::npos);
  EXPECT_NE(position.error().message.find("penstock_etl_checkpoints"), std::string::npos);
}

TEST_P(SqlServerContract, KeepsThePositionAtTheSourceIfTheCheckpointTableMayNotBeCreated) {
  TemporaryDatabase source;
  destination_ = make_narrow_destination(etl::SourceCheckpoint(*source));
  position_ = must(destination_->open(process_, {1}, {}));
  EXPECT_EQ(position_.etag, etl::Etag{0});
  EXPECT_EQ(destination_->delivery(), etl::Delivery::kAtLeastOnce);
  const auto warnings = destination_->warnings();
  EXPECT_TRUE(std::ranges::any_of(warnings, [](const auto& warning) {
    return warning.find("at least once") != std::string::npos &&
           warning.find("CREATE TABLE") != std::string::npos;
  }));

  load({{"notes/1", {{"Notes", R"({"Text":"a"})"}}}, {"notes/2", {{"Notes", R"({"Text":"b"})"}}}});
  load({{"notes/1", {{"Notes", R"({"Text":"c"})"}}}, deleted("notes/2")});

  EXPECT_EQ(query("SELECT Id, Text FROM Notes"), (SqlRows{{"notes/1", "c"}}));
  EXPECT_EQ(must(must(destination_->view({}))->delivered_to(process_, {1}, {})), etl::Etag{4});
  EXPECT_EQ(must(destination_->other_source({})), "");
  const auto again = must(destination_->open(process_, {1}, {}));
  EXPECT_EQ(again.etag, etl::Etag{4});
  EXPECT_EQ(destination_->reopen(process_, {1}, position_.epoch, {}).error().code,
            ErrorCode::kNotOwner);
}

TEST_P(SqlServerContract, BringsThePositionFromTheSourceOnceTheCheckpointTableMayBeCreated) {
  TemporaryDatabase source;
  const etl::SourceCheckpoint at_source(*source);
  destination_ = make_narrow_destination(at_source);
  position_ = must(destination_->open(process_, {1}, {}));
  position_ = must(destination_->open(process_, {1}, {}));  // Another epoch than there will be.
  load({{"notes/1", {{"Notes", "{}"}}}, {"notes/2", {{"Notes", "{}"}}}});

  server().allow_checkpoints();
  position_ = must(destination_->reopen(process_, {1}, position_.epoch, {}));

  EXPECT_EQ(position_.etag, etl::Etag{2});
  EXPECT_EQ(destination_->delivery(), etl::Delivery::kExactlyOnce);
  EXPECT_EQ(must(at_source.find(process_, {1})), std::nullopt);
  load({{"notes/3", {{"Notes", "{}"}}}});
  EXPECT_EQ(query("SELECT etag FROM penstock_etl_checkpoints"), (SqlRows{{"3"}}));
  EXPECT_EQ(query("SELECT Id FROM Notes ORDER BY Id"),
            (SqlRows{{"notes/1"}, {"notes/2"}, {"notes/3"}}));
}

}  // namespace
}  // namespace penstock::testing
