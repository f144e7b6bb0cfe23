#include <chrono>
#include <thread>
#include <utility>

#include "integration/sql/sql_contract.h"

// What a server adds to the contract: it goes away and comes back, ends sessions, makes them wait.
namespace penstock::testing {
namespace {

class SqlServerContract : public SqlContract {
 protected:
  SqlServerProduct& server() { return dynamic_cast<SqlServerProduct&>(*product_); }

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

}  // namespace
}  // namespace penstock::testing
