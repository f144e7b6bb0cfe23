// More writes than the disk takes.
#include <deque>
#include <future>

#include <fmt/format.h>

#include "base/guarded.h"
#include "documents/write_queue.h"
#include "support/eventually.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using ::testing::AllOf;
using ::testing::Gt;
using ::testing::Le;
using testing::must;

class OverloadTest : public testing::ApiTest {
 protected:
  static constexpr std::size_t kWrites = 8000;

  /// From now on the disk does nothing, until release().
  void hold_commits() {
    const auto folder = databases_->list().front().folder;
    provider_.faults(folder).before_commit(
        [released = released_.get_future().share()](const auto&) -> Result<void> {
          released.wait();
          return {};
        });
  }
  void release() { released_.set_value(); }

  /// Does not wait for the answer.
  void send_put(std::size_t number) {
    auto& sent = requests_.emplace_back(
        request("PUT", fmt::format("/databases/shop/docs?id=orders/{}", number)));
    sent.body = "{}";
    handler_(sent, [this](http::Response response) {
      answers_.with([&](auto& answers) { answers.push_back(std::move(response)); });
    });
  }

  std::vector<http::Response> answers(int status) const {
    return answers_.with([&](auto answers) {
      std::erase_if(answers, [&](const auto& answer) { return answer.status != status; });
      return answers;
    });
  }

 private:
  std::promise<void> released_;
  std::deque<http::Request> requests_;  ///< They live as long as their answers are awaited.
  Guarded<std::vector<http::Response>> answers_;
};

TEST_F(OverloadTest, WritesBeyondTheQueueAreTurnedAwayReadsGoOnAndTheOthersAreDone) {
  put("orders/first", "{}");
  hold_commits();
  for (std::size_t i = 0; i < kWrites; ++i) send_put(i);

  const auto refused = answers(503);
  using Queue = documents::WriteQueue;
  const auto accepted = kWrites - refused.size();
  EXPECT_THAT(accepted, AllOf(Gt(0u), Le(Queue::kWaitingMax + Queue::kTransactionsPerCommitMax)));
  for (const auto& answer : refused) {
    ASSERT_EQ(http::find_field(answer.headers, "Retry-After"), "1");
    ASSERT_THAT(answer.body, ::testing::HasSubstr("too many writes wait for the database"));
  }
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=orders/first").status, 200);

  release();
  EXPECT_TRUE(testing::eventually([&] { return answers(201).size() == accepted; }));
  EXPECT_EQ(answers(503).size(), refused.size());
  const auto statistics = must(must(databases_->find("shop"))->statistics());
  EXPECT_EQ(statistics.documents, accepted + 1);
}

}  // namespace
}  // namespace penstock::api
