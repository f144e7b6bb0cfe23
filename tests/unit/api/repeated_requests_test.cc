#include "api/repeated_requests.h"

#include <fmt/format.h>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;

class RepeatedRequestsTest : public ApiTest {
 protected:
  /// Hands a command in; its answers, given or not, are in `answers_`.
  void ask(const std::string& id, const std::string& body = "") {
    http::Request request;
    request.method = "POST";
    request.target = "/command";
    request.query = {{"raft-request-id", id}};
    request.body = body;
    repeated_.handle(
        request, [this](const http::Response& answer) { answers_.push_back(answer.body); },
        [this](http::Request&, const http::Respond& respond) { done_.push_back(respond); });
  }
  void answer(std::size_t which, int status, const std::string& body) {
    done_.at(which)({status, {}, body});
  }

  RepeatedRequests repeated_;
  std::vector<http::Respond> done_;  ///< The commands that were done, to be answered.
  std::vector<std::string> answers_;
};

TEST_F(RepeatedRequestsTest, AreDoneOnceAndAnsweredAgain) {
  ask("a");
  answer(0, 200, "first");
  ask("a");
  EXPECT_EQ(done_.size(), 1u);
  EXPECT_EQ(answers_, (std::vector<std::string>{"first", "first"}));
}

TEST_F(RepeatedRequestsTest, WaitForTheAnswerOfTheFirst) {
  ask("a");
  ask("a");
  EXPECT_EQ(done_.size(), 1u);
  EXPECT_TRUE(answers_.empty());
  answer(0, 200, "first");
  EXPECT_EQ(answers_.size(), 2u);
}

TEST_F(RepeatedRequestsTest, AreDoneAgainAfterAFailure) {
  ask("a");
  answer(0, 503, "busy");
  ask("a");
  EXPECT_EQ(done_.size(), 2u);
}

TEST_F(RepeatedRequestsTest, AreDoneAgainAfterTheFirstWasDropped) {
  ask("a");
  done_.clear();
  ask("a");
  EXPECT_EQ(done_.size(), 1u);
}

TEST_F(RepeatedRequestsTest, AreToldFromOthersWithTheSameId) {
  ask("a", "one");
  ask("a", "two");
  EXPECT_EQ(done_.size(), 2u);
}

TEST_F(RepeatedRequestsTest, AreForgottenBeyondABound) {
  for (std::size_t i = 0; i <= RepeatedRequests::kAnswersMax; ++i) {
    ask(fmt::format("{}", i));
    answer(i, 200, "");
  }
  const auto before = done_.size();
  ask("1");
  EXPECT_EQ(done_.size(), before);
  ask("0");
  EXPECT_EQ(done_.size(), before + 1);
}

TEST_F(RepeatedRequestsTest, AreForgottenBeyondABoundOfBytes) {
  const std::string large(RepeatedRequests::kAnswerBytesMax, 'x');
  const auto fit = RepeatedRequests::kBytesMax / large.size();
  for (std::size_t i = 0; i <= fit; ++i) {
    ask(fmt::format("{}", i));
    answer(i, 200, large);
  }
  ask("0");
  EXPECT_EQ(done_.size(), fit + 2);
}

TEST_F(RepeatedRequestsTest, TakeANumberOnlyOnce) {
  const auto* target = "/databases/shop/identity/next?name=users%7C&raft-request-id=8f14e45f";
  EXPECT_EQ(send("POST", target).body, R"({"NewIdentityValue":1})");
  EXPECT_EQ(send("POST", target).body, R"({"NewIdentityValue":1})");
  EXPECT_EQ(send("POST", "/databases/shop/identity/next?name=users%7C&raft-request-id=2").body,
            R"({"NewIdentityValue":2})");
}

}  // namespace
}  // namespace penstock::api
