#include "etl/waiting_documents.h"

#include <functional>

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using penstock::testing::must;
using penstock::testing::TemporaryDatabase;

using Ids = std::vector<std::string>;

class WaitingDocumentsTest : public ::testing::Test {
 protected:
  void change(const std::function<Result<void>(documents::WriteContext&)>& change) {
    must(database_->write_and_wait(change));
  }
  void begin(const std::string& id, std::uint64_t etag) {
    const DocumentError error{id, Etag{etag}, ErrorStep::kLoad, "no parent", true};
    change([&](auto& context) { return begin_wait(context, process_, error, now()); });
  }
  void count(const std::string& id) {
    change([&](auto& context) { return count_try(context, process_, id, now()); });
  }
  Ids due(std::size_t count_max = 100) {
    return must(due_documents(must(database_->snapshot()), process_, now(), count_max));
  }
  std::optional<Wait> find(const std::string& id) {
    return must(find_wait(must(database_->snapshot()), process_, id));
  }
  std::optional<WallTime> next() { return must(next_due(must(database_->snapshot()), process_)); }
  WallTime now() { return database_.clock().now(); }

  const ProcessKey process_{"db", "Orders", "S1"};
  TemporaryDatabase database_;
};

TEST_F(WaitingDocumentsTest, AreDueInTheOrderInWhichTheyBegan) {
  begin("b", 1);
  database_.clock().advance(std::chrono::milliseconds(500));
  begin("a", 2);
  EXPECT_EQ(due(), Ids{});
  EXPECT_EQ(next(), now() + std::chrono::milliseconds(500));

  database_.clock().advance(std::chrono::milliseconds(500));
  EXPECT_EQ(due(), Ids{"b"});
  database_.clock().advance(std::chrono::milliseconds(500));
  EXPECT_EQ(due(), (Ids{"b", "a"}));
  EXPECT_EQ(due(1), Ids{"b"});
}

TEST_F(WaitingDocumentsTest, AVersionThatWaitsAlreadyGoesOnAndAnotherBeginsAnew) {
  begin("Orders/1", 1);
  database_.clock().advance(kTryDelayFirst);
  count("orders/1");
  const auto next_try = next();
  begin("Orders/1", 1);

  EXPECT_EQ(find("orders/1")->tries, 1);
  EXPECT_EQ(next(), next_try);

  begin("Orders/1", 2);
  EXPECT_EQ(find("orders/1")->tries, 0);
  EXPECT_EQ(next(), now() + kTryDelayFirst);
}

TEST_F(WaitingDocumentsTest, OnlyATryOfOneThatIsDueCounts) {
  begin("a", 1);
  count("a");
  count("never began");
  EXPECT_EQ(find("a")->tries, 0);

  database_.clock().advance(kTryDelayFirst);
  count("a");
  EXPECT_EQ(find("a")->tries, 1);
  EXPECT_EQ(due(), Ids{});
}

TEST_F(WaitingDocumentsTest, ThoseThatEndAreNeitherDueNorFound) {
  begin("Orders/1", 1);
  change([&](auto& context) { return end_wait(context, process_, "ORDERS/1"); });

  EXPECT_FALSE(find("orders/1"));
  EXPECT_EQ(next(), std::nullopt);
}

}  // namespace
}  // namespace penstock::etl
