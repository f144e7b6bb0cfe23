#include "etl/process.h"

#include <thread>

#include <gmock/gmock.h>

#include "etl/process_fixture.h"
#include "etl/tombstone_retention.h"
#include "support/eventually.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::eventually;
using ::penstock::testing::must;
using Kind = NextStep::Kind;
using Ids = std::vector<std::string>;

class EtlProcessTest : public ProcessFixture {};

TEST_F(EtlProcessTest, DeliversDocumentsAndDeletionsInTheOrderOfTheirChanges) {
  put("orders/1");
  put("orders/2");
  put("orders/1");
  database_.remove("orders/2");
  put("orders/3");
  start();

  EXPECT_EQ(run(), Kind::kWaitForChanges);

  ASSERT_EQ(store_.batches().size(), 1u);
  EXPECT_EQ(store_.batches()[0].ids, (Ids{"orders/1", "orders/2", "orders/3"}));
  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/3"}));
}

TEST_F(EtlProcessTest, WithNothingToDeliverItNoticesThatTheDestinationIsAnOlderCopy) {
  put("orders/1");
  start();
  run();
  const auto older = store_.checkpoint();
  put("orders/2");
  run();
  store_.pretend_position(older);
  EXPECT_EQ(step(), Kind::kWaitForChanges);

  database_.clock().advance(EtlProcess::kLookAgainAfter);

  EXPECT_EQ(step(), Kind::kRetry);
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(store_.batches().back().ids, (Ids{"orders/2"}));
}

TEST_F(EtlProcessTest, WithNothingToDeliverItShutsOutNobodyNewer) {
  put("orders/1");
  start();
  run();
  auto newer = store_.checkpoint();
  ++newer.epoch.value;
  store_.pretend_position(newer);

  database_.clock().advance(EtlProcess::kLookAgainAfter);

  EXPECT_EQ(step(), Kind::kStop);
  EXPECT_EQ(store_.checkpoint().epoch, newer.epoch);
}

TEST_F(EtlProcessTest, DeletesWhatItHadDelivered) {
  put("orders/1");
  start();
  run();

  database_.remove("orders/1");
  run();

  EXPECT_TRUE(store_.ids().empty());
}

TEST_F(EtlProcessTest, ReadsOnlyItsCollections) {
  put("orders/1");
  database_.put_in("Users", "users/1");
  start();

  run();

  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
}

TEST_F(EtlProcessTest, BatchesHoldNoMoreThanTheirLimitAndFollowEachOther) {
  for (int i = 1; i <= 5; ++i) put("orders/" + std::to_string(i));
  options_.limits.documents_max = 2;
  start();

  EXPECT_EQ(run(), Kind::kWaitForChanges);

  const auto batches = store_.batches();
  ASSERT_EQ(batches.size(), 3u);
  EXPECT_EQ(batches[0].ids.size(), 2u);
  EXPECT_EQ(batches[1].ids.size(), 2u);
  EXPECT_EQ(batches[2].ids.size(), 1u);
  EXPECT_EQ(batches[1].from, batches[0].to);
  EXPECT_EQ(batches[2].from, batches[1].to);
}

TEST_F(EtlProcessTest, BatchEndsWhenItsOutputIsLargeAndLosesNothing) {
  for (int i = 0; i < 100; ++i) put("orders/" + std::to_string(100 + i));
  options_.limits.output_bytes_max = 1000;
  options_.limits.slice_documents_max = 8;
  start();

  EXPECT_EQ(run(), Kind::kWaitForChanges);

  EXPECT_EQ(store_.ids().size(), 100u);
  EXPECT_GT(store_.batches().size(), 5u);
  EXPECT_EQ(process_->statistics().batches.front().end, BatchEnd::kOutputBytesMax);
}

TEST_F(EtlProcessTest, DeletionBehindADocumentThatIsPutOffIsPutOffAsWell) {
  put("orders/1");
  for (int i = 2; i <= 40; ++i) put("orders/" + std::to_string(i));
  database_.remove("orders/1");
  options_.limits.output_bytes_max = 1;
  options_.limits.slice_documents_max = 4;
  start();

  run();

  const auto batches = store_.batches();
  EXPECT_EQ(batches.front().ids.size(), 4u);
  EXPECT_EQ(batches.back().ids.back(), "orders/1");
  EXPECT_EQ(store_.ids().size(), 39u);
}

TEST_F(EtlProcessTest, EmptyScriptCopiesDocumentsWhole) {
  transformation_.script = "";
  put("orders/1", "7");
  start();

  run();

  const auto objects = store_.rows().at("orders/1");
  ASSERT_EQ(objects.size(), 1u);
  EXPECT_EQ(objects[0], R"(Orders{"n":7}{})");
}

TEST_F(EtlProcessTest, HiloDocumentsAreSkippedWithAScriptAndCopiedWithout) {
  transformation_.collections = {};
  transformation_.all_documents = true;
  database_.put_in("@hilo", "Raven/Hilo/orders");
  put("orders/1");
  database_.put_in("@hilo", "Raven/Hilo/users");
  start();

  run();
  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
  EXPECT_EQ(process_->statistics().checkpoint, Etag{3});

  transformation_.script = "";
  transformation_.generation = 2;
  start();
  run();
  EXPECT_EQ(store_.ids(), (Ids{"Raven/Hilo/orders", "Raven/Hilo/users", "orders/1"}));
}

TEST_F(EtlProcessTest, LoadReadsTheSnapshotOfTheBatch) {
  transformation_.script = "load";
  scripts_.define("load", [&](const auto&, auto& reader) -> Result<Objects> {
    database_.put_in("Users", "users/1", "2");  // After the snapshot was taken.
    const auto user = TRY(reader.load("users/1"));
    const bool missing = !TRY(reader.load("users/2")).has_value();
    return Objects{{"Orders", user->substr(0, 7)}, {"Orders", missing ? "missing" : "found"}};
  });
  database_.put_in("Users", "users/1", "1");
  put("orders/1");
  start();

  run();

  EXPECT_EQ(store_.rows().at("orders/1"), (Ids{R"(Orders{"n":1,)", "Ordersmissing"}));
}

TEST_F(EtlProcessTest, DocumentWhoseScriptFailsStopsNoOther) {
  transformation_.script = "fail-bad";
  put("orders/1");
  put("orders/2", "\"bad\"");
  put("orders/3");
  start();

  EXPECT_EQ(run(), Kind::kWaitForChanges);

  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/3"}));
  EXPECT_EQ(errors(), Ids{"orders/2: it is bad (line 3, column 7)"});
  const auto statistics = process_->statistics();
  EXPECT_EQ(statistics.transformation_successes, 2u);
  EXPECT_EQ(statistics.transformation_errors, 1u);
  EXPECT_EQ(statistics.checkpoint, Etag{3});
}

TEST_F(EtlProcessTest, PositionPassesABatchInWhichEveryScriptFailed) {
  transformation_.script = "fail-bad";
  put("orders/1", "\"bad\"");
  start();

  EXPECT_EQ(run(), Kind::kWaitForChanges);

  EXPECT_EQ(store_.checkpoint().etag, Etag{1});
  EXPECT_EQ(errors().size(), 1u);
}

TEST_F(EtlProcessTest, MendedDocumentLeavesTheErrorList) {
  transformation_.script = "fail-bad";
  put("orders/1", "\"bad\"");
  put("orders/2", "\"bad\"");
  start();
  run();

  put("orders/1", "\"good\"");
  database_.remove("orders/2");
  run();

  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
  EXPECT_TRUE(errors().empty());
}

TEST_F(EtlProcessTest, RejectedDocumentStaysInTheErrorListUntilItIsDelivered) {
  store_.reject("orders/1");
  put("orders/1");
  put("orders/2");
  start();
  run();
  EXPECT_EQ(errors(), Ids{"orders/1: rejected"});
  EXPECT_EQ(process_->statistics().load_errors, 1u);

  store_.accept("orders/1");
  put("orders/1");
  run();

  EXPECT_TRUE(errors().empty());
  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/2"}));
}

TEST_F(EtlProcessTest, FailedLoadDoesNotMoveThePositionEvenPastSkippedChanges) {
  transformation_.collections = {};
  transformation_.all_documents = true;
  put("orders/1");
  database_.put_in("@hilo", "Raven/Hilo/orders");
  start();
  step();
  put("orders/2");
  database_.put_in("@hilo", "Raven/Hilo/users");
  store_.fail({ErrorCode::kUnavailable, "gone"});

  EXPECT_EQ(step(), Kind::kRetry);
  EXPECT_EQ(store_.checkpoint().etag, Etag{2});

  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/2"}));
}

TEST_F(EtlProcessTest, WaitsTwiceAsLongAfterEachFailureAndBrieflyAgainAfterASuccess) {
  put("orders/1");
  store_.fail({ErrorCode::kUnavailable, "gone"}, 9);
  start();
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 9; ++i) {
    waits.push_back(process_->step(std::stop_token()).delay / std::chrono::seconds{1});
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{5, 10, 20, 40, 80, 160, 320, 640, 900}));
  EXPECT_EQ(run(), Kind::kWaitForChanges);

  put("orders/2");
  store_.fail({ErrorCode::kUnavailable, "gone"});
  EXPECT_EQ(process_->step(std::stop_token()).delay, std::chrono::seconds{5});
}

TEST_F(EtlProcessTest, SaysWhyAndUntilWhenItWaits) {
  store_.fail({ErrorCode::kUnavailable, "the server does not answer"});
  start();

  step();

  const auto statistics = process_->statistics();
  EXPECT_EQ(statistics.state, ProcessState::kWaitingToRetry);
  EXPECT_EQ(statistics.retry_at, database_.clock().now() + std::chrono::seconds{5});
  EXPECT_NE(statistics.describe().find("because the server does not answer"), std::string::npos);
}

TEST_F(EtlProcessTest, TableThatIsMissingHealsWhenItIsMade) {
  put("orders/1");
  store_.fail({ErrorCode::kNotFound, "there is no table 'Orders'"}, 2);
  start();

  EXPECT_EQ(step(), Kind::kRetry);
  EXPECT_EQ(step(), Kind::kRetry);
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
}

TEST_F(EtlProcessTest, LostAnswerOfACommitLoadsNothingTwice) {
  put("orders/1");
  store_.lose_next_answer();
  start();

  EXPECT_EQ(step(), Kind::kRetry);
  EXPECT_EQ(run(), Kind::kWaitForChanges);

  EXPECT_EQ(store_.batches().size(), 1u);
}

TEST_F(EtlProcessTest, CrashBetweenRecordingAnErrorAndTheCommitLosesNeither) {
  transformation_.script = "fail-bad";
  put("orders/1", "\"bad\"");
  put("orders/2");
  options_.on_point = [](std::string_view point) -> Result<void> {
    if (point == "errors-recorded") return Error{ErrorCode::kCancelled, "crash"};
    return {};
  };
  start();
  EXPECT_EQ(run(), Kind::kStop);
  EXPECT_TRUE(store_.batches().empty());

  options_.on_point = nullptr;
  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);

  EXPECT_EQ(store_.ids(), Ids{"orders/2"});
  EXPECT_EQ(errors(), Ids{"orders/1: it is bad (line 3, column 7)"});
}

TEST_F(EtlProcessTest, CrashBetweenACommitAndTheNextBatchLoadsNothingTwice) {
  put("orders/1");
  put("orders/2");
  options_.limits.documents_max = 1;
  options_.on_point = [](std::string_view point) -> Result<void> {
    if (point == "committed") return Error{ErrorCode::kCancelled, "crash"};
    return {};
  };
  start();
  EXPECT_EQ(run(), Kind::kStop);

  options_.on_point = nullptr;
  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);

  const auto batches = store_.batches();
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[1].from, batches[0].to);
  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/2"}));
}

TEST_F(EtlProcessTest, CrashBeforeForgettingADeliveredDocumentLeavesNoErrorBehind) {
  transformation_.script = "fail-bad";
  put("orders/1", "\"bad\"");
  put("orders/2", "\"bad\"");
  put("orders/3", "\"bad\"");
  start();
  run();
  put("orders/1", "\"good\"");
  database_.remove("orders/3");
  options_.on_point = [](std::string_view point) -> Result<void> {
    if (point == "committed") return Error{ErrorCode::kCancelled, "crash"};
    return {};
  };
  start();
  EXPECT_EQ(run(), Kind::kStop);

  options_.on_point = nullptr;
  start();
  run();

  EXPECT_EQ(errors(), Ids{"orders/2: it is bad (line 3, column 7)"});
}

TEST_F(EtlProcessTest, ARefusedDeletionStaysInErrorWhenTheProcessStartsAgain) {
  put("orders/1");
  start();
  run();
  store_.reject("orders/1");
  database_.remove("orders/1");
  run();
  const auto recorded = errors();
  ASSERT_EQ(recorded.size(), 1u);

  start();
  run();

  EXPECT_EQ(errors(), recorded);
}

TEST_F(EtlProcessTest, FormerOwnerStopsAtOnce) {
  put("orders/1");
  auto& process = start();
  process.open(std::stop_token());
  must(store_.open(Generation{1}));  // Another server.

  EXPECT_EQ(step(), Kind::kStop);

  EXPECT_EQ(process.statistics().state, ProcessState::kNotOwner);
  EXPECT_TRUE(store_.ids().empty());
}

// A pause that took so long that its connection broke and another server has taken over.
TEST_F(EtlProcessTest, FormerOwnerStaysShutOutWhenItConnectsAgain) {
  put("orders/1");
  auto& process = start();
  process.open(std::stop_token());
  const auto successor = must(store_.open(Generation{1}));
  store_.fail({ErrorCode::kUnavailable, "the connection broke"});
  ASSERT_EQ(step(), Kind::kRetry);

  process.resume();  // As who does not want to wait for the next attempt.
  EXPECT_EQ(step(), Kind::kStop);

  EXPECT_EQ(process.statistics().state, ProcessState::kNotOwner);
  EXPECT_EQ(store_.checkpoint().epoch, successor.epoch);
}

TEST_F(EtlProcessTest, OwnerThatConnectsAgainGoesOnUnderItsEpoch) {
  put("orders/1");
  start().open(std::stop_token());
  const auto epoch = store_.checkpoint().epoch;
  store_.fail({ErrorCode::kUnavailable, "the connection broke"});
  ASSERT_EQ(step(), Kind::kRetry);

  EXPECT_EQ(run(), Kind::kWaitForChanges);

  EXPECT_EQ(store_.checkpoint().epoch, epoch);
  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
}

TEST_F(EtlProcessTest, FormerOwnerThatIsResumedTakesOver) {
  put("orders/1");
  auto& process = start();
  process.open(std::stop_token());
  must(store_.open(Generation{1}));
  ASSERT_EQ(step(), Kind::kStop);

  process.resume();

  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
}

TEST_F(EtlProcessTest, AnotherGenerationStartsFromTheBeginning) {
  put("orders/1");
  start();
  run();

  transformation_.generation = 2;
  start();
  run();

  EXPECT_EQ(store_.batches().size(), 2u);
  EXPECT_EQ(store_.batches()[1].from, Etag{0});
}

// The data folder was put back from a copy: its next changes have etags that the destination has.
TEST_F(EtlProcessTest, HaltsWhenTheDestinationKnowsMoreThanTheSource) {
  put("orders/1");
  store_.pretend_position({Generation{1}, Epoch{1}, Etag{100}});
  start();

  EXPECT_EQ(step(), Kind::kStop);

  EXPECT_EQ(process_->statistics().state, ProcessState::kHalted);
  EXPECT_NE(process_->statistics().reason.find("Reset the script"), std::string::npos);
  transformation_.generation = 2;
  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);
}

TEST_F(EtlProcessTest, ScriptThatDoesNotParseStopsTheProcessAndSaysSo) {
  transformation_.script = "syntax error";
  put("orders/1");
  start();

  EXPECT_EQ(run(), Kind::kStop);

  const auto statistics = process_->statistics();
  EXPECT_EQ(statistics.state, ProcessState::kInvalidScript);
  EXPECT_NE(statistics.describe().find("line 1"), std::string::npos);
}

TEST_F(EtlProcessTest, HaltsWhenMostDocumentsFailAndGoesOnWhenResumed) {
  transformation_.script = "fail-bad";
  for (int i = 0; i < 2000; ++i) put("orders/" + std::to_string(10000 + i), "\"bad\"");
  start();

  EXPECT_EQ(run(), Kind::kStop);

  EXPECT_EQ(process_->statistics().state, ProcessState::kHalted);
  const auto recorded = must(error_store_.count(process_->identity().key));
  EXPECT_GE(recorded, ErrorRatio::kErrorsMin);
  EXPECT_LT(recorded, 2000u);
  EXPECT_EQ(store_.checkpoint().etag, Etag{recorded}) << "no further than what was recorded";
  EXPECT_EQ(step(), Kind::kStop) << "it stays halted";

  process_->resume();
  EXPECT_EQ(step(), Kind::kStop);
  EXPECT_GT(must(error_store_.count(process_->identity().key)), recorded);
}

TEST_F(EtlProcessTest, StaysHaltedThroughARestartButNotThroughAnUpdate) {
  transformation_.script = "fail-all";
  for (int i = 0; i < 150; ++i) put("orders/" + std::to_string(i));
  start();
  run();

  start();
  EXPECT_EQ(step(), Kind::kStop);
  EXPECT_EQ(process_->statistics().state, ProcessState::kHalted);

  task_id_ = 2;
  transformation_.script = "pass";
  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);
}

TEST_F(EtlProcessTest, FewErrorsDoNotHaltIt) {
  transformation_.script = "fail-all";
  for (int i = 0; i < 99; ++i) put("orders/" + std::to_string(i));
  start();

  EXPECT_EQ(run(), Kind::kWaitForChanges);
}

TEST_F(EtlProcessTest, KeepsTheLastBatchesForPeople) {
  for (int i = 0; i < 40; ++i) put("orders/" + std::to_string(i));
  options_.limits.documents_max = 1;
  start();

  run();

  const auto batches = process_->statistics().batches;
  EXPECT_EQ(batches.size(), kBatchesKept);
  EXPECT_EQ(batches.back().id, 40u);
  EXPECT_EQ(batches.back().documents, 1u);
  EXPECT_TRUE(batches.back().succeeded);
}

// --- Documents of the error list, delivered again ---

TEST_F(EtlProcessTest, DocumentThatFailedIsDeliveredAgainAsItIsNow) {
  put("orders/1");
  store_.reject("orders/1");
  start();
  run();
  store_.accept("orders/1");

  EXPECT_EQ(must(error_store_.request_retry(process_->identity().key, {})), 1u);
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);

  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
  EXPECT_TRUE(errors().empty());
  EXPECT_TRUE(must(error_store_.retries(process_->identity().key, 10)).empty());
  EXPECT_EQ(run(), Kind::kWaitForChanges);
}

TEST_F(EtlProcessTest, DocumentThatIsGoneIsDeliveredAgainAsADelete) {
  put("orders/1");
  start();
  run();
  store_.reject("orders/1");
  database_.remove("orders/1");
  run();
  ASSERT_EQ(errors(), Ids{"orders/1: rejected"});
  store_.accept("orders/1");

  must(error_store_.request_retry(process_->identity().key, {}));
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);

  EXPECT_TRUE(store_.ids().empty());
  EXPECT_TRUE(errors().empty());
}

TEST_F(EtlProcessTest, DocumentThatFailsAgainStaysInTheErrorListAndIsNotTriedTwice) {
  transformation_.script = "fail-all";
  put("orders/1");
  start();
  run();

  must(error_store_.request_retry(process_->identity().key, {}));
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);

  EXPECT_EQ(errors().size(), 1u);
  EXPECT_TRUE(must(error_store_.retries(process_->identity().key, 10)).empty());
}

TEST_F(EtlProcessTest, WishThatComesWhileTheDocumentIsDeliveredAgainIsFulfilledToo) {
  put("orders/1");
  store_.reject("orders/1");
  start();
  run();
  must(error_store_.request_retry(process_->identity().key, {}));
  store_.hold();
  std::jthread replay([&] { process_->replay(std::stop_token()); });
  ASSERT_TRUE(eventually([&] { return store_.loads() == 2; }));

  must(error_store_.request_retry(process_->identity().key, {}));
  store_.release();
  replay.join();
  store_.accept("orders/1");
  process_->replay(std::stop_token());

  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
}

TEST_F(EtlProcessTest, WishToDeliverAgainOutlivesADestinationThatIsAway) {
  put("orders/1");
  store_.reject("orders/1");
  start();
  run();
  store_.accept("orders/1");
  must(error_store_.request_retry(process_->identity().key, {}));
  store_.fail({ErrorCode::kUnavailable, "away"});

  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kRetry);
  start();
  run();
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);

  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
}

TEST_F(EtlProcessTest, OnlyTheDocumentsThatWereNamedAreDeliveredAgain) {
  put("orders/1");
  put("orders/2");
  store_.reject("orders/1");
  store_.reject("orders/2");
  start();
  run();
  store_.accept("orders/1");
  store_.accept("orders/2");

  const Ids named{"Orders/2", "orders/3"};
  EXPECT_EQ(must(error_store_.request_retry(process_->identity().key, named)), 1u);
  process_->replay(std::stop_token());

  EXPECT_EQ(store_.ids(), Ids{"orders/2"});
}

TEST_F(EtlProcessTest, DocumentThatWaitsForAnotherIsTriedAgainByItself) {
  put("orders/1");
  store_.let_wait("orders/1");
  start();
  run();
  ASSERT_EQ(errors(), Ids{"orders/1: rejected"});
  ASSERT_EQ(process_->until_next_try(), kTryDelayFirst);
  process_->replay(std::stop_token());
  EXPECT_EQ(store_.loads(), 1) << "it is not due";

  start();  // The wait outlives a restart.
  run();
  store_.accept("orders/1");
  database_.clock().advance(kTryDelayFirst);
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);

  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
  EXPECT_TRUE(errors().empty());
  EXPECT_EQ(process_->until_next_try(), std::nullopt);
}

TEST_F(EtlProcessTest, DocumentThatWaitsInVainIsTriedABoundedNumberOfTimesAndStaysInTheList) {
  put("orders/1");
  store_.let_wait("orders/1");
  start();
  run();

  int tries = 0;
  for (auto delay = std::chrono::microseconds::zero();
       const auto wait = process_->until_next_try();) {
    EXPECT_GE(*wait, delay) << "it backs off";
    delay = *wait;
    database_.clock().advance(*wait);
    process_->replay(std::stop_token());
    ASSERT_LE(++tries, kTriesMax);
  }

  EXPECT_EQ(tries, kTriesMax);
  const auto listed = must(error_store_.find(process_->identity().key, "orders/1"));
  ASSERT_TRUE(listed && listed->wait);
  EXPECT_EQ(listed->wait->tries, kTriesMax);
  EXPECT_EQ(listed->wait->next, std::nullopt);

  put("orders/1", "1");  // Another version waits anew.
  run();
  EXPECT_NE(process_->until_next_try(), std::nullopt);
}

TEST_F(EtlProcessTest, ManyThatWaitAreTriedInOneBatch) {
  constexpr int kMany = ErrorRatio::kErrorsMin - 1;
  const auto id = [](int i) { return "orders/" + std::to_string(i); };
  for (int i = 0; i < kMany; ++i) {
    put(id(i));
    store_.let_wait(id(i));
  }
  start();
  run();
  ASSERT_EQ(errors().size(), std::size_t{kMany});
  const auto before = store_.loads();
  for (int i = 0; i < kMany; ++i) store_.accept(id(i));

  database_.clock().advance(kTryDelayFirst);
  process_->replay(std::stop_token());

  EXPECT_EQ(store_.ids().size(), std::size_t{kMany});
  EXPECT_EQ(store_.loads(), before + 1);
}

TEST_F(EtlProcessTest, DocumentThatChangedSinceComesOnceWithItsChange) {
  put("orders/1");
  store_.reject("orders/1");
  start();
  run();
  store_.accept("orders/1");
  put("orders/1", "1");
  must(error_store_.request_retry(process_->identity().key, {}));

  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);
  EXPECT_TRUE(store_.ids().empty());
  EXPECT_EQ(errors().size(), 1u);
  run();

  EXPECT_EQ(store_.ids(), Ids{"orders/1"});
  EXPECT_EQ(store_.batches().size(), 2u);
  EXPECT_TRUE(errors().empty());
}

TEST_F(EtlProcessTest, HealthFollowsWhatFailsAndRecovers) {
  put("orders/1");
  store_.fail({ErrorCode::kUnavailable, "away"}, 4);
  start();
  EXPECT_EQ(process_->statistics().health(), Health::kHealthy);
  step();
  EXPECT_EQ(process_->statistics().health(), Health::kImpaired);
  step();
  EXPECT_EQ(process_->statistics().health(), Health::kDisrupted);
  step();
  step();
  EXPECT_EQ(process_->statistics().health(), Health::kFailed);

  run();
  put("orders/2");
  run();
  put("orders/3");
  run();
  put("orders/4");
  run();

  EXPECT_EQ(process_->statistics().health(), Health::kHealthy);
}

// --- Deletes that were cleaned ---

class CleanedDeletesTest : public EtlProcessTest {
 protected:
  /// All deletes so far are cleaned from the source.
  void clean() {
    TombstoneRetention all;
    all.collection = "Orders";
    all.cleanable_to = must(database_->statistics()).last_etag;
    must(clean_tombstones(*database_, {all}, {}));
  }

  RebuildMark mark() {
    return {*database_, process_->identity().key, Generation{transformation_.generation}};
  }

  /// It has two documents, of which one is gone from the source, and misses a third one.
  Position restore_older_destination() {
    put("orders/1");
    put("orders/2");
    start();
    run();
    const auto older = store_.checkpoint();
    store_.reject("orders/1");  // Its delete does not arrive.
    database_.remove("orders/1");
    run();
    store_.accept("orders/1");
    must(error_store_.forget_all(process_->identity().key));
    put("orders/3");
    clean();
    store_.pretend_position(older);
    start();
    return older;
  }
};

TEST_F(CleanedDeletesTest, DestinationThatWasRestoredFromBeforeThemIsNotDeliveredTo) {
  restore_older_destination();

  EXPECT_EQ(run(), Kind::kStop);
  EXPECT_EQ(process_->statistics().state, ProcessState::kNeedsRebuild);
  EXPECT_EQ(process_->statistics().health(), Health::kFailed);
}

TEST_F(CleanedDeletesTest, ARebuildDeletesWhatIsGoneAndDeliversOn) {
  restore_older_destination();
  ASSERT_EQ(run(), Kind::kStop);

  must(mark().set({}));
  process_->resume();
  ASSERT_EQ(process_->open(std::stop_token()).kind, Kind::kPrepareAgain);
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);
  EXPECT_EQ(store_.ids(), Ids{"orders/2"});
  EXPECT_TRUE(must(mark().read())->is_swept);

  start();  // After the sweep, before the rest is delivered.
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(store_.ids(), (Ids{"orders/2", "orders/3"}));
  EXPECT_EQ(must(mark().read()), std::nullopt);
}

TEST_F(CleanedDeletesTest, ARebuildIsOfOneRestoredCopyAlone) {
  const auto older = restore_older_destination();
  must(mark().set({}));
  start();
  process_->open(std::stop_token());
  process_->replay(std::stop_token());
  run();

  store_.pretend_position(older);
  start();

  EXPECT_EQ(run(), Kind::kStop);
  EXPECT_EQ(process_->statistics().state, ProcessState::kNeedsRebuild);
}

TEST_F(CleanedDeletesTest, NothingIsSweptWhereAnotherSourceDelivers) {
  store_.share_with("task 'Till' of the database b");
  restore_older_destination();
  ASSERT_EQ(run(), Kind::kStop);
  EXPECT_THAT(process_->statistics().reason,
              ::testing::HasSubstr("It cannot be rebuilt, for task 'Till'"));

  must(mark().set({}));
  process_->resume();
  ASSERT_EQ(process_->open(std::stop_token()).kind, Kind::kPrepareAgain);
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kRetry);
  EXPECT_THAT(process_->statistics().reason, ::testing::HasSubstr("which documents are whose"));

  EXPECT_EQ(run(), Kind::kStop);
  EXPECT_EQ(process_->statistics().state, ProcessState::kNeedsRebuild);
  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/2"}));
}

TEST_F(CleanedDeletesTest, ARebuildThatFailsIsTriedAgain) {
  restore_older_destination();
  must(mark().set({}));
  process_->open(std::stop_token());
  store_.fail({ErrorCode::kUnavailable, "away"});

  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kRetry);
  process_->open(std::stop_token());
  EXPECT_EQ(process_->replay(std::stop_token()).kind, Kind::kProceed);

  EXPECT_EQ(store_.ids(), Ids{"orders/2"});
}

TEST_F(CleanedDeletesTest, DoNotHoldUpOneThatBeginsAndIsInterrupted) {
  for (const auto* id : {"orders/1", "orders/2", "orders/3"}) put(id);
  start();
  run();
  database_.remove("orders/1");
  run();
  clean();
  transformation_.generation = 2;
  options_.limits.documents_max = 1;
  start();
  ASSERT_EQ(step(), Kind::kProceed);

  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_LT(store_.checkpoint().etag, Etag{4}) << "nothing is left there that it could pass";
  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);

  put("orders/4");
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(must(mark().read()), std::nullopt);
}

TEST_F(CleanedDeletesTest, NeitherHoldUpAProcessThatHasThemNorOneThatBegins) {
  put("orders/1");
  start();
  run();
  database_.remove("orders/1");
  run();
  clean();
  put("orders/2");

  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  transformation_.generation = 2;
  start();
  EXPECT_EQ(run(), Kind::kWaitForChanges);
}

}  // namespace
}  // namespace penstock::etl
