#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "integration/sql/sql_contract.h"
#include "support/cutting_proxy.h"
#include "support/seed.h"

// The connection breaks at any request that a delivery makes, before the server gets it or before
// the client has the answer, the COMMIT's too: in the end all has arrived, once.
namespace penstock::testing {
namespace {

using Cut = CuttingProxy::Cut;

constexpr int kRequestsMax = 500;
constexpr int kAttemptsMax = 5;

/// Puts, a change, a delete; a document that a table refuses, and one without its parent, so that
/// the batch goes in parts; and one where nothing is wrong, which may be a single request.
const std::vector<std::vector<TestDocument>>& story() {
  static const std::vector<std::vector<TestDocument>> kBatches{
      {{"orders/1", {{"Orders", R"({"Total":1})"}, {"Visits", "{}"}}},
       {"orders/2", {{"Orders", R"({"Total":1})"}, {"Visits", "{}"}}},
       {"orders/3", {{"Orders", R"({"Total":1,"City":"much too long"})"}, {"Visits", "{}"}}}},
      {{"orders/1", {{"Orders", R"({"Total":2})"}, {"Visits", "{}"}}},
       deleted("orders/2"),
       {"notes/1", {{"Notes", R"({"About":"orders/none"})"}, {"Visits", "{}"}}}},
      {{"orders/4", {{"Orders", R"({"Total":4})"}, {"Visits", "{}"}}}}};
  return kBatches;
}

class ConnectionLoss : public SqlFixture,
                       public ::testing::WithParamInterface<std::tuple<std::string, Cut>> {
 protected:
  void SetUp() override {
    use_product(std::get<0>(GetParam()));
    if (IsSkipped()) return;
    create_shop();
    query("CREATE TABLE Notes (Id varchar(40), About varchar(40) REFERENCES Orders(Id))");
    query("CREATE TABLE Visits (Who varchar(40))");
  }

  void begin_anew() {
    query(
        "DELETE FROM Notes; DELETE FROM Orders; DELETE FROM Visits;"
        "DROP TABLE IF EXISTS penstock_etl_checkpoints");
    errors_.recorded.clear();
  }

  std::unique_ptr<etl::sql::SqlDestination> make_distant_destination(int port) {
    auto configuration = product_->configuration();
    const auto here = std::to_string(server().port());
    auto& text = configuration.connection_string;
    text.replace(text.find(here), here.size(), std::to_string(port));
    configuration.tables = {
        {"Notes", "Id", false}, {"Orders", "Id", false}, {"Visits", "Who", true}};
    return must(etl::sql::SqlDestination::make(configuration, {"Notes", "Orders", "Visits"},
                                               errors_, clock_));
  }

  /// As a process does it: whatever fails is tried again from the position at the destination.
  void deliver(int port) {
    const auto destination = make_distant_destination(port);
    std::optional<etl::Epoch> epoch;
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
      if (try_to_deliver(*destination, epoch)) return;
    }
    ADD_FAILURE() << "not delivered";
  }

  /// `epoch`: of the last opening, if there was one.
  bool try_to_deliver(etl::sql::SqlDestination& destination, std::optional<etl::Epoch>& epoch) {
    const auto position =
        epoch ? destination.reopen(process_, {1}, *epoch, {}) : destination.open(process_, {1}, {});
    if (!position) return is_worth_a_retry(position.error());
    epoch = position->epoch;
    auto reached = *position;
    etl::Etag from{0};
    for (const auto& documents : story()) {
      auto batch = make_batch(from, documents);
      if (from == reached.etag) {
        destination.encode(batch);
        const auto outcome = destination.load(batch, reached, {});
        if (!outcome) return is_worth_a_retry(outcome.error());
        reached = outcome->position;
      }
      from = batch.to;
    }
    return true;
  }

  static bool is_worth_a_retry(const Error& error) {
    EXPECT_TRUE(error.retryable()) << error.message;
    return false;
  }

  void expect_all_once() {
    EXPECT_EQ(query("SELECT 'note', Id FROM Notes"
                    " UNION ALL SELECT 'order', concat(Id, ' ', Total) FROM Orders"
                    " UNION ALL SELECT 'visit', Who FROM Visits ORDER BY 1, 2"),
              (SqlRows{{"order", "orders/1 2"},
                       {"order", "orders/4 4"},
                       {"visit", "orders/1"},
                       {"visit", "orders/1"},
                       {"visit", "orders/2"},
                       {"visit", "orders/4"}}));
    std::set<std::string> rejected;
    for (const auto& error : errors_.recorded) rejected.insert(error.document_id);
    EXPECT_EQ(rejected, (std::set<std::string>{"notes/1", "orders/3"}));
  }

  SqlServerProduct& server() { return dynamic_cast<SqlServerProduct&>(*product_); }
};

/// Deliveries take their time, so each run of this test cuts at every third request, from one of
/// the first three on.
constexpr int kRequestsPerCut = 3;

TEST_P(ConnectionLoss, AnywhereLosesNothingAndRepeatsNothing) {
  CuttingProxy proxy(server().port());
  std::mt19937 random(random_seed());
  auto request = static_cast<int>(1 + random() % kRequestsPerCut);
  for (bool has_cut = true; has_cut && !HasFailure(); request += kRequestsPerCut) {
    SCOPED_TRACE(fmt::format("at request {}", request));
    ASSERT_LT(request, kRequestsMax);
    begin_anew();
    proxy.cut_at(request, std::get<1>(GetParam()));
    deliver(proxy.port());
    has_cut = proxy.has_cut();
    expect_all_once();
  }
  const int last_cut = request - 2 * kRequestsPerCut;
  EXPECT_GE(last_cut, 14) << "a delivery makes as many requests";
}

constexpr auto kCuts = {Cut::kBeforeRequest, Cut::kBeforeAnswer};

std::string name_of(const ::testing::TestParamInfo<ConnectionLoss::ParamType>& parameters) {
  const bool before_request = std::get<1>(parameters.param) == Cut::kBeforeRequest;
  return std::get<0>(parameters.param) + (before_request ? "_before_requests" : "_before_answers");
}

INSTANTIATE_TEST_SUITE_P(Products, ConnectionLoss,
                         ::testing::Combine(::testing::ValuesIn(server_product_names()),
                                            ::testing::ValuesIn(kCuts)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(InSteps, ConnectionLoss,
                         ::testing::Combine(::testing::Values(kPostgresInSteps),
                                            ::testing::ValuesIn(kCuts)),
                         name_of);

}  // namespace
}  // namespace penstock::testing
