#include "api/request_limits.h"

#include <gmock/gmock.h>

#include "support/api_in_memory.h"
#include "support/certificates.h"

namespace penstock::api {
namespace {

using ::penstock::testing::ApiInMemory;
using ::penstock::testing::make_certificate;
using ::penstock::testing::must;

class RequestLimitsTest : public ::testing::Test, protected ApiInMemory {
 protected:
  RequestLimitsTest() { handler_ = limited(make_handler(router_, metrics_), limits_); }

  using Holder = std::shared_ptr<const security::Certificate>;
  static Holder holder() {
    return std::make_shared<const security::Certificate>(
        must(security::Certificate::from_pem(make_certificate().certificate)));
  }

  http::Response ask(const Holder& holder) {
    auto asked = request("GET", "/databases/shop/stats");
    asked.client_certificate = holder;
    return send(std::move(asked));
  }

  security::CertificateLimits limits_{{.requests_per_second_max = 2}, clock_};
  const Holder ann_ = holder();
};

TEST_F(RequestLimitsTest, TellWhenToComeAgain) {
  EXPECT_EQ(ask(ann_).status, 200);
  EXPECT_EQ(ask(ann_).status, 200);
  const auto turned_away = ask(ann_);
  EXPECT_EQ(turned_away.status, 429);
  EXPECT_EQ(http::find_field(turned_away.headers, "Retry-After"), "1");
  clock_.advance(std::chrono::seconds{1});
  EXPECT_EQ(ask(ann_).status, 200);
}

TEST_F(RequestLimitsTest, AreThoseOfEachCertificateAlone) {
  for (int i = 0; i < 5; ++i) ask(ann_);
  EXPECT_EQ(ask(holder()).status, 200);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(nullptr).status, 200);
}

TEST_F(RequestLimitsTest, CountAnAnswerAtOnceAsARequest) {
  const auto quick = limited(
      [](http::Request& asked) -> std::optional<http::Response> {
        if (asked.path == "/quick") return http::Response{};
        return std::nullopt;
      },
      limits_);
  const auto status = [&](const std::string& target) {
    auto asked = request("GET", target);
    asked.client_certificate = ann_;
    const auto response = quick(asked);
    return response ? response->status : 0;
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status("/other"), 0);
  EXPECT_EQ(status("/quick"), 200);
  EXPECT_EQ(status("/quick"), 200);
  EXPECT_EQ(status("/quick"), 429);
}

}  // namespace
}  // namespace penstock::api
