// What becomes of a task whose source was restored from a backup.
#include <gmock/gmock.h>

#include "documents/lost_history.h"
#include "etl/error_store.h"
#include "etl/fake_destination.h"
#include "etl/process.h"
#include "kv/memory/memory_provider.h"
#include "support/assertions.h"
#include "support/fake_script_host.h"
#include "support/master_keys.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::testing::HasSubstr;
using Ids = std::vector<std::string>;
using Kind = NextStep::Kind;

/// A source with two orders that were delivered.
class RestoredSourceTest : public ::testing::Test {
 protected:
  RestoredSourceTest() {
    transformation_.name = "S1";
    transformation_.collections = {"Orders"};
    transformation_.script = "pass";
    transformation_.generation = 1;
    scripts_.define("pass", [](const auto& input, auto&) -> Result<FakeScriptHost::Objects> {
      return FakeScriptHost::Objects{{"Orders", input.json}};
    });
    open();
    put("orders/1");
    put("orders/2");
    run();
  }

  void open() {
    database_ = must(
        documents::Database::open(must(provider_.open("shop", true)),
                                  {.name = "shop", .id = "00112233-4455-6677-8899-aabbccddeeff"},
                                  clock_, documents::Database::Writer::kCaller));
  }

  /// From a backup of how it is now.
  documents::LostHistory restore() {
    process_.reset();
    database_.reset();
    const auto lost = must(documents::lose_history(*must(provider_.open("shop", false))));
    open();
    return lost;
  }

  /// As a server that was told to, after it has started.
  Kind run() {
    process_.reset();
    TaskDefinition task;
    task.name = "Task";
    auto identity = process_identity(*database_, task, transformation_);
    error_store_ = std::make_unique<ErrorStore>(*database_, clock_);
    errors_ = std::make_unique<ProcessErrors>(*error_store_, identity.key);
    destination_ = std::make_unique<FakeDestination>(store_, *errors_);
    process_ =
        std::make_unique<EtlProcess>(std::move(identity),
                                     EtlProcess::Parts{*database_, scripts_, *destination_,
                                                       *errors_, clock_, testing::master_keys()},
                                     ProcessOptions{});
    auto kind = Kind::kProceed;
    while (kind == Kind::kProceed || kind == Kind::kPrepareAgain) {
      kind = process_->step(std::stop_token()).kind;
    }
    return kind;
  }

  void put(const std::string& id) {
    must(database_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      TRY(context.put(id, {.body = "{}", .metadata = "{}", .collection = "Orders"}, {}));
      return {};
    }));
  }

  void destination_is_at(Etag etag) {
    auto position = store_.checkpoint();
    position.etag = etag;
    store_.pretend_position(position);
  }

  ManualClock clock_;
  kv::memory::MemoryProvider provider_;
  std::unique_ptr<documents::Database> database_;
  FakeScriptHost scripts_;
  FakeStore store_;
  Transformation transformation_;
  std::unique_ptr<ErrorStore> error_store_;
  std::unique_ptr<ProcessErrors> errors_;
  std::unique_ptr<FakeDestination> destination_;
  std::unique_ptr<EtlProcess> process_;
};

TEST_F(RestoredSourceTest, OneWhoseDestinationHasNothingLaterGoesOn) {
  restore();
  put("orders/3");
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/2", "orders/3"}));
  EXPECT_EQ(store_.batches().back().ids, (Ids{"orders/3"}));
}

// The new changes have passed the number that the destination stands at long ago: counting alone
// would not find it.
TEST_F(RestoredSourceTest, OneWhoseDestinationHasLaterChangesHaltsWheneverItStarts) {
  const auto lost = restore();
  destination_is_at(lost.kept_to.next());
  put("orders/3");

  EXPECT_EQ(run(), Kind::kStop);
  EXPECT_EQ(process_->statistics().state, ProcessState::kHalted);
  EXPECT_THAT(process_->statistics().reason, HasSubstr("restored from a backup that ends at 2"));
  EXPECT_EQ(store_.ids(), (Ids{"orders/1", "orders/2"}));
  EXPECT_EQ(run(), Kind::kStop) << "after a restart";
}

TEST_F(RestoredSourceTest, AResetDeliversEverythingAgain) {
  const auto lost = restore();
  destination_is_at(lost.kept_to.next());
  put("orders/3");
  ASSERT_EQ(run(), Kind::kStop);

  ++transformation_.generation;
  EXPECT_EQ(run(), Kind::kWaitForChanges);
  EXPECT_EQ(store_.batches().back().ids, (Ids{"orders/1", "orders/2", "orders/3"}));
}

// The server that was given up comes back: its successor has delivered meanwhile.
TEST_F(RestoredSourceTest, TheDatabaseThatItWasHaltsTooWhereTheRestoredOneHasDelivered) {
  destination_is_at({Etag{2}.value + (std::uint64_t{1} << 33)});
  put("orders/3");
  EXPECT_EQ(run(), Kind::kStop);
  EXPECT_THAT(process_->statistics().reason, HasSubstr("must be an older copy"));
}

TEST_F(RestoredSourceTest, WhereNobodyKeepsThePositionItIsSaidThatNobodyKnows) {
  restore();
  store_.deliver_at_least_once();
  ASSERT_EQ(run(), Kind::kWaitForChanges);
  ASSERT_EQ(process_->statistics().warnings.size(), 1u);
  EXPECT_THAT(process_->statistics().warnings[0], HasSubstr("restored from a backup"));
}

}  // namespace
}  // namespace penstock::etl
