// How a client over https knows a server, and shows who it is.
#include <fstream>
#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "http/curl_client.h"
#include "http/server.h"
#include "support/assertions.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace penstock::http {
namespace {

using ::testing::HasSubstr;
using testing::KeyedCertificate;
using testing::make_certificate;
using testing::must;
using namespace std::chrono_literals;

std::shared_ptr<const security::Identity> identity_of(const KeyedCertificate& made) {
  return std::make_shared<const security::Identity>(
      must(security::Identity::from_pem(made.certificate, made.key, "")));
}

std::string pin_of(const KeyedCertificate& made) {
  return must(security::Certificate::from_pem(made.certificate)).public_key_pin();
}

class CurlClientTlsTest : public ::testing::Test {
 protected:
  /// A server that answers with the name of who asks.
  void start(const KeyedCertificate& certificate) {
    const ServerOptions options{.url = "https://127.0.0.1:0", .identity = identity_of(certificate)};
    server_ = must(Server::open(options, clock_, [](Request& request, const Respond& respond) {
      const auto& client = request.client_certificate;
      respond({200, {}, client ? client->common_name() : "nobody"});
    }));
  }

  Result<ClientResponse> ask(const ClientTls& tls) {
    CurlClient client(tls);
    return client.send({"GET", server_->url(), {}, "", 10s}, {});
  }

  /// A file of authorities to believe.
  std::string trusting(const KeyedCertificate& authority) {
    auto file = folder_.path() + "/authorities.pem";
    std::ofstream(file) << authority.certificate;
    return file;
  }

  SystemClock clock_;
  testing::TemporaryDirectory folder_;
  KeyedCertificate authority_ = make_certificate({.common_name = "A", .is_authority = true});
  std::unique_ptr<Server> server_;
};

TEST_F(CurlClientTlsTest, BelievesWhomItsAuthorityVouchesForUnderTheRightName) {
  start(make_certificate({.issuer = &authority_}));
  EXPECT_OK(ask({.authorities_file = trusting(authority_)}));

  start(make_certificate({.alternative_names = "IP:127.0.0.2,DNS:other", .issuer = &authority_}));
  const auto other_name = ask({.authorities_file = trusting(authority_)});
  ASSERT_FALSE(other_name);
  EXPECT_EQ(other_name.error().code, ErrorCode::kForbidden);
}

TEST_F(CurlClientTlsTest, AsksNoServerThatHasItsOwnKeyIfThatIsRefused) {
  const auto own = make_certificate({.issuer = &authority_});
  const auto renewed = make_certificate({.issuer = &authority_, .same_key = &own});
  ClientTls tls{.identity = [&] { return identity_of(own); },
                .authorities_file = trusting(authority_)};
  start(renewed);
  EXPECT_OK(ask(tls));

  tls.own_key_refusal = "that is me";
  const auto refused = ask(tls);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(refused.error().message, "that is me");

  tls.public_key_pin = pin_of(own);
  tls.authorities_file = "";
  EXPECT_FALSE(ask(tls));

  start(make_certificate({.issuer = &authority_}));
  tls.public_key_pin = "";
  tls.authorities_file = trusting(authority_);
  EXPECT_OK(ask(tls));
}

TEST_F(CurlClientTlsTest, BelievesNobodyElse) {
  const auto other = make_certificate({.common_name = "A", .is_authority = true});
  start(make_certificate({.issuer = &other}));
  for (const auto& file : {trusting(authority_), std::string()}) {
    const auto refused = ask({.authorities_file = file});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
    EXPECT_THAT(refused.error().message, HasSubstr("certificate"));
  }
}

TEST_F(CurlClientTlsTest, BelievesWhoHasThePinnedKeyAndOnlyThat) {
  const auto alone = make_certificate({.alternative_names = "DNS:elsewhere"});
  start(alone);
  EXPECT_OK(ask({.public_key_pin = pin_of(alone)}));
  start(make_certificate({.alternative_names = "DNS:elsewhere", .same_key = &alone}));
  EXPECT_OK(ask({.public_key_pin = pin_of(alone)}));

  start(make_certificate({.issuer = &authority_}));
  const auto changed =
      ask({.authorities_file = trusting(authority_), .public_key_pin = pin_of(alone)});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::kForbidden);
  EXPECT_THAT(changed.error().message, HasSubstr("public key"));
}

TEST_F(CurlClientTlsTest, ShowsTheIdentityThatItHasNow) {
  start(make_certificate({.issuer = &authority_}));
  auto shown = identity_of(make_certificate({.common_name = "old"}));
  CurlClient client({.identity = [&] { return shown; }, .authorities_file = trusting(authority_)});
  const ClientRequest request{"GET", server_->url(), {}, "", 10s};
  EXPECT_EQ(must(client.send(request, {})).body, "old");
  shown = identity_of(make_certificate({.common_name = "new"}));
  EXPECT_EQ(must(client.send(request, {})).body, "new");
  shown = nullptr;
  EXPECT_EQ(must(client.send(request, {})).body, "nobody");
}

}  // namespace
}  // namespace penstock::http
