#include "etl/process_runner.h"

#include <atomic>

#include "etl/process_fixture.h"
#include "support/eventually.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::eventually;
using Ids = std::vector<std::string>;

/// The process on its own threads, in real time.
class ProcessRunnerTest : public ProcessFixture {
 protected:
  ~ProcessRunnerTest() override {
    store_.release();
    runner_.reset();
  }

  void run_threads() {
    start();
    runner_ = std::make_unique<ProcessRunner>(*process_, *database_, clock_);
  }

  bool reaches(ProcessState state) {
    return eventually([&] { return process_->statistics().state == state; });
  }

  SystemClock clock_;
  std::unique_ptr<ProcessRunner> runner_;
};

TEST_F(ProcessRunnerTest, DeliversWhatIsWrittenBeforeAndAfterItsStart) {
  put("orders/1");
  run_threads();
  ASSERT_TRUE(reaches(ProcessState::kUpToDate));

  put("orders/2");

  EXPECT_TRUE(eventually([&] { return store_.ids() == Ids{"orders/1", "orders/2"}; }));
  EXPECT_TRUE(reaches(ProcessState::kUpToDate));
}

TEST_F(ProcessRunnerTest, LosesNoChangeHoweverTheyAreTimed) {
  run_threads();
  for (int i = 0; i < 500; ++i) put("orders/" + std::to_string(i), std::to_string(i));

  EXPECT_TRUE(eventually([&] { return store_.ids().size() == 500; }));
}

TEST_F(ProcessRunnerTest, PreparesTheNextBatchWhileOneIsLoading) {
  options_.limits.documents_max = 1;
  for (int i = 0; i < 3; ++i) put("orders/" + std::to_string(i));
  store_.hold();
  std::atomic<int> transformed = 0;
  transformation_.script = "count";
  scripts_.define("count", [&](const auto&, auto&) -> Result<Objects> {
    ++transformed;
    return Objects{};
  });
  run_threads();

  EXPECT_TRUE(eventually([&] { return store_.loads() == 1 && transformed == 2; }));
  store_.release();

  ASSERT_TRUE(eventually([&] { return store_.batches().size() == 3; }));
  EXPECT_TRUE(reaches(ProcessState::kUpToDate));
}

TEST_F(ProcessRunnerTest, ThrowsAwayWhatWasPreparedWhenTheBatchBeforeItFails) {
  options_.limits.documents_max = 1;
  for (int i = 0; i < 3; ++i) put("orders/" + std::to_string(i));
  store_.hold();
  std::atomic<int> transformed = 0;
  transformation_.script = "count";
  scripts_.define("count", [&](const auto&, auto&) -> Result<Objects> {
    ++transformed;
    return Objects{};
  });
  run_threads();
  ASSERT_TRUE(eventually([&] { return store_.loads() == 1 && transformed == 2; }));

  store_.fail({ErrorCode::kUnavailable, "gone"});
  store_.release();
  ASSERT_TRUE(reaches(ProcessState::kWaitingToRetry));
  runner_->resume();  // Instead of five seconds.

  ASSERT_TRUE(eventually([&] { return store_.batches().size() == 3; }));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(store_.batches()[i].ids, Ids{"orders/" + std::to_string(i)});
  }
}

TEST_F(ProcessRunnerTest, TriesADocumentThatWaitsForAnotherWithoutBeingAsked) {
  put("orders/1");
  store_.let_wait("orders/1");
  run_threads();
  ASSERT_TRUE(reaches(ProcessState::kUpToDate));

  store_.accept("orders/1");
  database_.clock().advance(kTryDelayFirst);

  EXPECT_TRUE(eventually([&] { return store_.ids() == Ids{"orders/1"}; }));
}

TEST_F(ProcessRunnerTest, StopsWhileALoadHangs) {
  put("orders/1");
  store_.hold();
  run_threads();
  ASSERT_TRUE(eventually([&] { return store_.loads() == 1; }));

  runner_->stop();
  runner_->stop();

  EXPECT_TRUE(store_.batches().empty());
  EXPECT_EQ(process_->statistics().state, ProcessState::kStopped);
}

TEST_F(ProcessRunnerTest, HaltsAndIsResumed) {
  transformation_.script = "fail-all";
  for (int i = 0; i < 150; ++i) put("orders/" + std::to_string(i));
  run_threads();
  ASSERT_TRUE(reaches(ProcessState::kHalted));

  runner_->resume();

  EXPECT_TRUE(reaches(ProcessState::kUpToDate));
}

}  // namespace
}  // namespace penstock::etl
