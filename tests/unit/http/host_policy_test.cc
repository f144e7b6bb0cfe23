#include "http/host_policy.h"

#include <gtest/gtest.h>

namespace penstock::http {
namespace {

TEST(HostPolicyTest, KnowsLoopbackItsOwnNameAndTheListedOnes) {
  const HostPolicy policy("db.example", {"Other.example"});
  for (const auto* host : {"localhost:8080", "127.0.0.1", "127.1.2.3:1", "[::1]:8080",
                           "DB.example:8080", "other.example"}) {
    EXPECT_FALSE(policy.refusal(host, std::nullopt)) << host;
  }
  for (const auto* host : {"evil.example", "localhost.evil.example", "10.0.0.1", "127.evil", ""}) {
    EXPECT_TRUE(policy.refusal(host, std::nullopt)) << host;
  }
}

TEST(HostPolicyTest, KnowsAnyAddressWhenBoundToAll) {
  const HostPolicy policy("0.0.0.0", {});
  EXPECT_FALSE(policy.refusal("10.0.0.1:8080", std::nullopt));
  EXPECT_TRUE(policy.refusal("evil.example", std::nullopt));
}

TEST(HostPolicyTest, AcceptsAnOriginOnlyIfItIsTheServerAsAddressed) {
  const HostPolicy policy("127.0.0.1", {});
  EXPECT_FALSE(policy.refusal("localhost:8080", "http://localhost:8080"));
  EXPECT_TRUE(policy.refusal("localhost:8080", "http://localhost:3000"));
  EXPECT_TRUE(policy.refusal("localhost:8080", "null"));
}

TEST(HostPolicyTest, OverTlsEveryNameIsKnownAndForeignOriginsStayRefused) {
  const HostPolicy policy("127.0.0.1", {}, true);
  EXPECT_FALSE(policy.refusal("shop.example", std::nullopt));
  EXPECT_FALSE(policy.refusal("shop.example", "https://shop.example"));
  EXPECT_TRUE(policy.refusal("shop.example", "https://evil.example"));
}

}  // namespace
}  // namespace penstock::http
