#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "etl/etl_tasks.h"
#include "integration/sql/sql_contract.h"
#include "support/eventually.h"
#include "support/fake_script_host.h"
#include "support/master_keys.h"
#include "support/temporary_database.h"

// A verification finds what somebody changed at the destination, of every relational product, and
// a repair mends it.
namespace penstock::testing {
namespace {

using Objects = etl::FakeScriptHost::Objects;
/// Document id and kind.
using Drifts = std::set<std::pair<std::string, std::string>>;

/// A task between a database and a product. What the script makes of a document the test says.
class VerificationContract : public SqlContract {
 protected:
  void SetUp() override {
    SqlContract::SetUp();
    if (!product_) return;
    scripts_.define(kScript, [this](const auto& input, auto&) -> Result<Objects> {
      const std::lock_guard lock(mutex_);
      return made_[input.id];
    });
  }
  void TearDown() override { tasks_.reset(); }

  void put(const std::string& id, Objects objects) {
    {
      const std::lock_guard lock(mutex_);
      made_[id] = std::move(objects);
    }
    source_.put_in("Orders", id);
  }

  void start(std::vector<etl::SqlTable> tables) {
    tasks_ = must(etl::EtlTasks::open(
        {*source_, scripts_, clock_, master_keys(),
         [this](
             const etl::DestinationRequest& request) -> Result<std::unique_ptr<etl::Destination>> {
           auto configuration = product_->configuration();
           configuration.tables = request.task.sql_tables;
           return std::unique_ptr<etl::Destination>(must(etl::sql::SqlDestination::make(
               std::move(configuration), {"Orders", "OrderLines"}, request.errors, clock_)));
         },
         etl::ProcessOptions{}}));
    etl::ConnectionString connection;
    connection.name = "dst";
    connection.kind = etl::DestinationKind::kSql;
    connection.factory_name = "Npgsql";
    connection.connection_string = "Host=127.0.0.1";
    must(tasks_->store().put_connection_string(connection));
    etl::TaskDefinition task;
    task.name = "T";
    task.kind = etl::DestinationKind::kSql;
    task.connection_string_name = "dst";
    task.sql_tables = std::move(tables);
    auto& script = task.transformations.emplace_back();
    script.name = "S";
    script.collections = {"Orders"};
    script.script = kScript;
    must(tasks_->store().add(task));
    wait_for_delivery();
  }

  void wait_for_delivery() {
    EXPECT_TRUE(eventually([this] {
      const auto statistics = must(tasks_->list()).front().processes.front().statistics;
      return statistics.state == etl::ProcessState::kUpToDate &&
             statistics.checkpoint == must(source_->statistics()).last_etag;
    }));
  }

  /// What it finds, and what it comes to.
  std::pair<Drifts, etl::VerificationState> verify(const etl::VerificationRequest& request = {}) {
    Drifts drifts;
    auto state =
        must(tasks_->verify("T", "S", request,
                            [&](const etl::VerificationState& range) {
                              for (const auto& document : range.drifted) {
                                drifts.emplace(document.id, etl::to_string(document.drift));
                              }
                            },
                            {}));
    return {std::move(drifts), std::move(state)};
  }

  static constexpr const char* kScript = "loadToOrders(this); loadToOrderLines(this);";
  TemporaryDatabase source_;
  etl::FakeScriptHost scripts_;
  std::mutex mutex_;
  std::map<std::string, Objects> made_;
  std::unique_ptr<etl::EtlTasks> tasks_;
};

TEST_P(VerificationContract, FindsAndRepairsDriftOfEveryKind) {
  query(fmt::format("CREATE TABLE Orders (Id varchar(40), Total integer, Data {})",
                    product_->traits().json_type));
  query("CREATE TABLE OrderLines (OrderId varchar(40), Product varchar(20))");
  constexpr int kOrders = 600;  // More than two ranges.
  for (int i = 1; i <= kOrders; ++i) {
    put(fmt::format("orders/{}", i), {{"Orders", R"({"Total":7,"Data":5})"},
                                      {"OrderLines", R"({"Product":"Milk"})"},
                                      {"OrderLines", R"({"Product":"Bear"})"}});
  }
  start(shop_tables());
  EXPECT_EQ(verify().first, Drifts{});

  query("DELETE FROM Orders WHERE Id = 'orders/1'");
  query("DELETE FROM OrderLines WHERE OrderId = 'orders/1'");
  query("UPDATE Orders SET Total = 8 WHERE Id = 'orders/2'");
  query("INSERT INTO OrderLines VALUES ('orders/3', 'Milk')");
  query("DELETE FROM OrderLines WHERE OrderId = 'orders/4' AND Product = 'Bear'");
  query(fmt::format("UPDATE Orders SET Data = {} WHERE Id = 'orders/5'",
                    product_->traits().text_of_five));
  query("UPDATE Orders SET Total = NULL WHERE Id = 'orders/600'");
  query("INSERT INTO OrderLines VALUES ('orders/601', 'Milk')");
  const Drifts planted{{"orders/1", "Missing"},   {"orders/2", "Different"},
                       {"orders/3", "Different"}, {"orders/4", "Different"},
                       {"orders/5", "Different"}, {"orders/600", "Different"},
                       {"orders/601", "Surplus"}};

  const auto [found, counts] = verify();
  EXPECT_EQ(found, planted);
  EXPECT_EQ(counts.counts.documents, 600u);
  EXPECT_EQ(counts.counts.missing, 1u);
  EXPECT_EQ(counts.counts.surplus, 1u);
  EXPECT_EQ(counts.counts.different, 5u);
  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"1199"}})) << "it only looked";

  const auto [repaired, repair] = verify({.from = "", .repairs = true});
  EXPECT_EQ(repaired, planted);
  EXPECT_EQ(repair.repaired, planted.size());
  EXPECT_EQ(verify().first, Drifts{});
  EXPECT_EQ(query("SELECT count(*) FROM Orders WHERE Total = 7"), (SqlRows{{"600"}}));
  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"1200"}}));
}

TEST_P(VerificationContract, GoesOnWhereItWasInterrupted) {
  create_shop();
  constexpr int kOrders = 600;  // More than two ranges.
  for (int i = 1; i <= kOrders; ++i) {
    put(fmt::format("orders/{}", i), {{"Orders", R"({"Total":7})"}});
  }
  start(shop_tables());
  query("UPDATE Orders SET Total = 8 WHERE Id = 'orders/1'");  // The first id,
  query("DELETE FROM Orders WHERE Id = 'orders/99'");          // and the last.
  query("INSERT INTO OrderLines VALUES ('orders/gone', 'Tea')");
  const auto whole = verify().first;
  ASSERT_EQ(whole.size(), 3u);

  std::stop_source stop;
  Drifts found;
  std::string next;
  const auto interrupted = tasks_->verify(
      "T", "S", {},
      [&](const etl::VerificationState& range) {
        for (const auto& document : range.drifted) {
          found.emplace(document.id, etl::to_string(document.drift));
        }
        next = range.next;
        stop.request_stop();
      },
      stop.get_token());
  ASSERT_FALSE(interrupted);
  EXPECT_EQ(interrupted.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(found, (Drifts{{"orders/1", "Different"}}));

  found.merge(verify({.from = next, .repairs = false}).first);
  EXPECT_EQ(found, whole);
}

TEST_P(VerificationContract, SaysWhatDiffers) {
  create_shop();
  put("orders/1", {{"Orders", R"({"Total":1,"City":"Kyiv"})"}, {"OrderLines", "{}"}});
  start(shop_tables());
  query("UPDATE Orders SET City = 'Lviv'");
  std::string detail;

  must(tasks_->verify("T", "S", {},
                      [&](const auto& range) {
                        for (const auto& document : range.drifted) detail += document.detail;
                      },
                      {}));

  EXPECT_NE(detail.find("column"), std::string::npos) << detail;
  EXPECT_NE(detail.find("Lviv"), std::string::npos) << detail;
  EXPECT_NE(detail.find("Kyiv"), std::string::npos) << detail;
}

// A value is the same if the column makes the same of it, however a script writes it.
TEST_P(VerificationContract, FindsNothingInWhatItDelivered) {
  const auto& traits = product_->traits();
  query(
      fmt::format("CREATE TABLE Orders (Id char(40), Price decimal(10,3), Weight {}, Day date,"
                  " At {}, Paid boolean, Code char(8), Data {}, Note varchar(40) DEFAULT 'none')",
                  traits.double_type, traits.moment_type, traits.json_type));
  query("CREATE TABLE OrderLines (OrderId varchar(40) NOT NULL, Product text NOT NULL)");
  put("orders/1",
      {{"Orders", R"({"Price":1.50,"Weight":0.1,"Day":"2020-01-02","At":"2020-01-02T03:04:05Z",)"
                  R"("Paid":true,"Code":"ab","Data":{"b":[1.0,null],"a":"x"}})"},
       {"OrderLines", R"({"Product":"it's \\ \"quoted\" é"})"}});
  put("orders/2",
      {{"Orders", R"({"Price":1e2,"Weight":12345678.9,"At":"2020-01-02T03:04:05.0000000",)"
                  R"("Paid":false,"Data":"text","Note":null})"},
       {"Orders", R"({"Price":"7.1","Data":17})"}});
  put("orders/3", {});
  start(shop_tables());

  const auto [found, state] = verify();

  EXPECT_EQ(found, Drifts{});
  EXPECT_EQ(state.counts.documents, 3u);
  EXPECT_EQ(state.counts.failed + state.counts.pending, 0u);
}

TEST_P(VerificationContract, CountsDocumentsInTheErrorListAsFailed) {
  create_shop();
  put("orders/1", {{"Orders", R"({"Total":"none"})"}});
  put("orders/2", {{"Orders", R"({"City":"much too long a name"})"}});
  put("orders/3", {{"Orders", R"({"Total":3})"}});
  start(shop_tables());

  const auto [found, state] = verify();

  EXPECT_EQ(found, Drifts{});
  EXPECT_EQ(state.counts.failed, product_->traits().has_types ? 2u : 0u);
}

TEST_P(VerificationContract, RepairsNothingThatMayBelongToAnotherDatabase) {
  create_shop();
  put("orders/1", {{"Orders", R"({"Total":1})"}});
  start(shop_tables());
  query("INSERT INTO penstock_etl_checkpoints VALUES ('another-database', 't', 's', 1, 1, 0)");
  query("INSERT INTO Orders (Id, Total) VALUES ('orders/theirs', 1)");
  query("UPDATE Orders SET Total = 2 WHERE Id = 'orders/1'");

  const auto [found, state] = verify({.from = "", .repairs = true});

  EXPECT_EQ(found, (Drifts{{"orders/1", "Different"}, {"orders/theirs", "Surplus"}}));
  EXPECT_EQ(state.repaired, 1u);
  EXPECT_EQ(query("SELECT Id, Total FROM Orders ORDER BY Id"),
            (SqlRows{{"orders/1", "1"}, {"orders/theirs", "1"}}));
}

TEST_P(VerificationContract, LeavesInsertOnlyTablesOut) {
  create_shop();
  put("orders/1", {{"OrderLines", R"({"Product":"Milk"})"}});
  start({{"OrderLines", "OrderId", true}, {"Orders", "Id", false}});
  query("INSERT INTO OrderLines VALUES ('orders/1', 'Bear')");

  EXPECT_EQ(verify().first, Drifts{});
}

INSTANTIATE_TEST_SUITE_P(Products, VerificationContract, ::testing::ValuesIn(product_names()),
                         [](const auto& product) { return product.param; });

}  // namespace
}  // namespace penstock::testing
