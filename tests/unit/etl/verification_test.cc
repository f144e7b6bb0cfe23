#include "etl/verification.h"

#include <functional>

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/fake_script_host.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;
using Ids = std::vector<std::string>;

/// Says of every document what the test says of it.
class FakeView final : public DestinationView {
 public:
  Result<Etag> delivered_to(const ProcessKey&, Generation, const std::stop_token&) override {
    return delivered;
  }
  Result<std::vector<DriftedDocument>> compare(const LoadBatch& batch,
                                               const std::stop_token&) override {
    std::vector<DriftedDocument> drifted;
    for (const auto& document : batch.documents) {
      compared.push_back(document.id);
      if (const auto found = drifts.find(document.id); found != drifts.end()) {
        drifted.push_back({document.id, found->second, "it differs"});
      }
    }
    if (on_compare) on_compare();
    return drifted;
  }
  Result<std::string> other_source(const ProcessKey&, const std::stop_token&) override {
    return std::string();
  }
  Result<HeldPage> held(const std::string& begin, const std::stop_token&) override {
    const auto page = begin.empty() ? std::size_t{0} : std::stoul(begin);
    if (page >= pages.size()) return HeldPage{};
    HeldPage result;
    for (const auto& id : pages[page]) result.documents.push_back({id, ""});
    if (page + 1 < pages.size()) result.next = std::to_string(page + 1);
    return result;
  }

  Etag delivered{1'000'000};
  std::map<std::string, Drift> drifts;
  std::vector<Ids> pages;
  Ids compared;
  std::function<void()> on_compare;
};

class VerificationTest : public ::testing::Test {
 protected:
  VerificationTest() : errors_(*database_, database_.clock()) {
    identity_.key = {"source", "t", "s"};
    identity_.transformation.name = "s";
    identity_.transformation.collections = {"Orders"};
    identity_.transformation.script = "loadToOrders(this);";
    scripts_.define("loadToOrders(this);",
                    [](const auto& input, auto&) -> Result<FakeScriptHost::Objects> {
                      if (input.json.find("\"n\":-1") != std::string::npos) {
                        return Error{ErrorCode::kScriptFailed, "negative"};
                      }
                      return FakeScriptHost::Objects{{"Orders", "{}"}};
                    });
  }

  Verification make() {
    return Verification({*database_, scripts_, errors_, database_.clock(), view_, shares_tables_},
                        identity_);
  }

  /// From `begin` to the end; what drifted.
  Ids run(std::string begin = "") {
    auto verification = make();
    counts_ = {};
    Ids drifted;
    do {
      const auto range = must(verification.verify(begin, {}));
      counts_ += range.counts;
      for (const auto& document : range.drifted) drifted.push_back(document.id);
      begin = range.next;
    } while (!begin.empty());
    return drifted;
  }

  TemporaryDatabase database_;
  ErrorStore errors_;
  FakeScriptHost scripts_;
  FakeView view_;
  bool shares_tables_ = false;
  ProcessIdentity identity_;
  VerificationCounts counts_;
};

TEST_F(VerificationTest, ComparesTheDocumentsThatTheScriptRunsOn) {
  database_.put_in("Orders", "orders/1");
  database_.put_in("Users", "users/1");
  database_.put_in("Orders", "orders/2");
  view_.drifts = {{"orders/2", Drift::kMissing}};

  EXPECT_EQ(run(), Ids{"orders/2"});
  EXPECT_EQ(view_.compared, (Ids{"orders/1", "orders/2"}));
  EXPECT_EQ(counts_.documents, 2u);
  EXPECT_EQ(counts_.missing, 1u);
}

TEST_F(VerificationTest, ReportsNoChangeThatIsNotDeliveredYet) {
  database_.put_in("Orders", "orders/1");
  view_.drifts = {{"orders/1", Drift::kDifferent}};
  view_.delivered = Etag{0};

  EXPECT_EQ(run(), Ids{});
  EXPECT_EQ(counts_.pending, 1u);
}

TEST_F(VerificationTest, LooksAgainAtADocumentThatChangedMeanwhile) {
  database_.put_in("Orders", "orders/1");
  view_.drifts = {{"orders/1", Drift::kDifferent}};
  view_.on_compare = [&] {
    database_.put_in("Orders", "orders/1", "2");
    view_.drifts.clear();  // And was delivered.
    view_.on_compare = {};
  };

  EXPECT_EQ(run(), Ids{});
  EXPECT_EQ(view_.compared, (Ids{"orders/1", "orders/1"}));
  EXPECT_EQ(counts_.pending, 0u);
}

TEST_F(VerificationTest, GivesUpOnADocumentThatKeepsChanging) {
  database_.put_in("Orders", "orders/1");
  view_.drifts = {{"orders/1", Drift::kDifferent}};
  view_.on_compare = [&] { database_.put_in("Orders", "orders/1"); };

  EXPECT_EQ(run(), Ids{});
  EXPECT_EQ(counts_.pending, 1u);
}

TEST_F(VerificationTest, FindsWhatTheSourceDoesNotHave) {
  database_.put_in("Orders", "orders/1");
  database_.put_in("Users", "users/1");
  database_.put_in("Orders", "orders/gone");
  database_.remove("orders/gone");
  view_.pages = {{"orders/1", "orders/gone"}, {"orders/never", "users/1"}};
  for (const auto* id : {"orders/gone", "orders/never", "users/1"}) {
    view_.drifts[id] = Drift::kSurplus;
  }

  EXPECT_EQ(run(), (Ids{"orders/gone", "orders/never", "users/1"}));
  EXPECT_EQ(counts_.surplus, 3u);
}

TEST_F(VerificationTest, LeavesDocumentsOfOtherScriptsAloneInTablesThatTheyShare) {
  database_.put_in("Users", "users/1");
  view_.pages = {{"orders/never", "users/1"}};
  view_.drifts = {{"orders/never", Drift::kSurplus}, {"users/1", Drift::kSurplus}};
  shares_tables_ = true;

  EXPECT_EQ(run(), Ids{"orders/never"});
}

TEST_F(VerificationTest, GoesOnWhereItWasOrAfterADocument) {
  for (int i = 0; i < 300; ++i) database_.put_in("Orders", "orders/" + std::to_string(1000 + i));
  view_.pages = {{"a"}, {"b"}};
  view_.drifts = {{"a", Drift::kSurplus}, {"b", Drift::kSurplus}};
  const auto first = must(make().verify("", {}));
  ASSERT_EQ(first.counts.documents, Verification::kRangeDocumentsMax);

  run(first.next);
  EXPECT_EQ(counts_.documents, 300 - Verification::kRangeDocumentsMax);
  run("orders/1297");
  EXPECT_EQ(counts_.documents, 2u);
  EXPECT_EQ(run("rows:1"), Ids{"b"});
}

TEST_F(VerificationTest, CountsWhatFailsAnyway) {
  database_.put_in("Orders", "orders/1", "-1");
  database_.put_in("Orders", "orders/2");
  database_.put_in("Orders", "orders/3");
  const DocumentError error{"orders/2", {}, ErrorStep::kLoad, "too long"};
  must(errors_.record(identity_.key, {&error, 1}));
  view_.drifts = {{"orders/2", Drift::kMissing}, {"orders/3", Drift::kRefused}};

  EXPECT_EQ(run(), Ids{});
  EXPECT_EQ(counts_.failed, 3u);
}

TEST_F(VerificationTest, StopsWhenItIsAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  const auto range = make().verify("", stop.get_token());
  ASSERT_FALSE(range);
  EXPECT_EQ(range.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace penstock::etl
