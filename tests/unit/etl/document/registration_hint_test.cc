#include "etl/document/registration_hint.h"

#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "support/assertions.h"

namespace penstock::etl::document {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::must;

/// Answers the same to all.
class OneAnswer final : public http::Client {
 public:
  explicit OneAnswer(http::ClientResponse answer) : answer_(std::move(answer)) {}
  Result<http::ClientResponse> send(const http::ClientRequest&, const std::stop_token&) override {
    return answer_;
  }

 private:
  http::ClientResponse answer_;
};

Result<http::ClientResponse> ask(const std::string& url, int status,
                                 const std::string& thumbprint) {
  http::ClientResponse answer{status, {}, R"({"Message": "not you"})"};
  RegistrationHint client(
      std::make_unique<OneAnswer>(std::move(answer)), [=] { return thumbprint; }, "copy");
  return client.send({.method = "GET", .url = url, .headers = {}, .body = {}}, {});
}

TEST(RegistrationHintTest, SaysWhatToRegisterWhereTheServerIsRefused) {
  const auto refused = ask("https://there", 403, "ABCD");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_THAT(
      refused.error().message,
      AllOf(HasSubstr("not you"), HasSubstr("ABCD"),
            HasSubstr("penstock certificate add FILE --name NAME --database copy=ReadWrite")));
}

TEST(RegistrationHintTest, SaysThatNoCertificateWasShown) {
  EXPECT_THAT(ask("https://there", 403, "").error().message, HasSubstr("showed no certificate"));
}

TEST(RegistrationHintTest, LeavesOtherAnswersAlone) {
  EXPECT_EQ(must(ask("https://there", 200, "ABCD")).status, 200);
  EXPECT_EQ(must(ask("http://there", 403, "ABCD")).status, 403);
}

}  // namespace
}  // namespace penstock::etl::document
