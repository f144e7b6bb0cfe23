// What is TLS's own: agreeing on it, certificates, and those who abuse the beginning. All else that
// a server does is tested over TLS by the program http_over_tls_tests.
#include <atomic>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "http/curl_client.h"
#include "http/server.h"
#include "support/assertions.h"
#include "support/certificates.h"
#include "support/eventually.h"
#include "unit/http/raw_connection.h"
#include "unit/http/tls_client.h"

namespace penstock::http {
namespace {

using testing::eventually;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::must;
using testing::RawConnection;
using testing::status_of;
using testing::TlsClient;
using namespace std::chrono_literals;

std::shared_ptr<const security::Identity> identity_of(const testing::KeyedCertificate& made) {
  return std::make_shared<const security::Identity>(
      must(security::Identity::from_pem(made.certificate, made.key, "")));
}

/// Answers with what it knows of the client.
void tell(Request& request, const Respond& respond) {
  const auto& certificate = request.client_certificate;
  respond({200,
           {},
           fmt::format("{} {} {}", request.is_secured, request.origin_url,
                       certificate ? certificate->common_name() : "nobody")});
}

class ServerTlsTest : public ::testing::Test {
 protected:
  void start(ServerOptions options = {}) {
    options.url = "https://127.0.0.1:0";
    options.identity = identity_of(make_certificate({.common_name = "old"}));
    server_ = must(Server::open(std::move(options), clock_, tell));
    plain_url_ = "http" + server_->url().substr(5);
  }

  const std::string& url() const { return server_->url(); }

  SystemClock clock_;
  std::unique_ptr<Server> server_;
  std::string plain_url_;  ///< For what comes without TLS.
};

TEST_F(ServerTlsTest, KnowsWhoseCertificateAClientHasShown) {
  start();
  const auto shop = make_certificate({.common_name = "shop"});
  EXPECT_EQ(TlsClient(url()).get("/"), "true https://localhost nobody");
  EXPECT_EQ(TlsClient(url(), {.certificate = &shop}).get("/"), "true https://localhost shop");
  const testing::TlsClientOptions older{.certificate = &shop, .version_max = TLS1_2_VERSION};
  EXPECT_EQ(TlsClient(url(), older).get("/"), "true https://localhost shop");
}

// Whether it counts is decided for each request, by who registered it.
TEST_F(ServerTlsTest, TakesCertificatesThatAreExpiredOrThatNobodyVouchesFor) {
  start();
  const auto authority = make_certificate({.common_name = "unknown", .is_authority = true});
  const auto old = make_certificate({.common_name = "old client",
                                     .not_before = clock_.now() - 48h,
                                     .not_after = clock_.now() - 24h,
                                     .issuer = &authority});
  EXPECT_EQ(TlsClient(url(), {.certificate = &old}).get("/"), "true https://localhost old client");
}

TEST_F(ServerTlsTest, ResumedConnectionsAreOfTheSameClient) {
  start();
  const auto shop = make_certificate({.common_name = "shop"});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    testing::TlsClientOptions options{.certificate = &shop, .version_max = version};
    {
      TlsClient first(url(), options);
      EXPECT_THAT(first.get("/"), HasSubstr("shop"));
      options.session = first.session();
    }
    options.certificate = nullptr;  // What is resumed needs no proof.
    TlsClient second(url(), options);
    EXPECT_TRUE(second.is_resumed()) << second.version();
    EXPECT_THAT(second.get("/"), HasSubstr("shop"));
  }
}

TEST_F(ServerTlsTest, SpeaksOnlyCurrentVersions) {
  start();
  EXPECT_EQ(TlsClient(url()).version(), "TLSv1.3");
  EXPECT_EQ(TlsClient(url(), {.version_max = TLS1_2_VERSION}).version(), "TLSv1.2");
  EXPECT_FALSE(TlsClient(url(), {.version_max = TLS1_1_VERSION}).is_connected());
  EXPECT_FALSE(TlsClient(url(), {.version_max = TLS1_VERSION}).is_connected());
}

TEST_F(ServerTlsTest, RefusesToRenegotiate) {
  start();
  TlsClient client(url(), {.version_max = TLS1_2_VERSION});
  ASSERT_TRUE(client.is_connected());
  EXPECT_FALSE(client.renegotiate());
  EXPECT_THAT(TlsClient(url()).get("/"), HasSubstr("nobody"));
}

TEST_F(ServerTlsTest, TellsAClientOfPlainHttpToUseHttps) {
  start();
  RawConnection connection(plain_url_);
  connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto answer = connection.read_to_end();
  EXPECT_EQ(status_of(answer), 400);
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain"));
  EXPECT_THAT(answer, HasSubstr("https://"));
}

TEST_F(ServerTlsTest, EndsConnectionsThatDoNotBeginTlsProperly) {
  start();
  for (const std::string& bytes :
       {std::string("\x16\x03\x01", 3) + "\xff\xff" + std::string(70'000, 'x'),
        std::string("\x16\x03\x01\0\x05\x01\xff\xff\xff\xff", 10), std::string(100, '\0')}) {
    RawConnection connection(plain_url_);
    connection.send(bytes);
    connection.end();
    EXPECT_EQ(status_of(connection.read_to_end()), 0);
  }
  EXPECT_TRUE(TlsClient(url()).is_connected());
}

TEST_F(ServerTlsTest, HalfOpenHandshakesEndAtTheirDeadlineAndAreBounded) {
  start({.handshakes_max = 2, .handshake_timeout = 300ms});
  TlsClient served(url());
  RawConnection silent(plain_url_);
  RawConnection half(plain_url_);
  half.send(std::string("\x16\x03\x01\x02\0\x01", 6));
  // There is no place for more until one of them is given up.
  EXPECT_TRUE(eventually([&] { return !TlsClient(url()).is_connected(); }));
  EXPECT_THAT(served.get("/"), HasSubstr("nobody"));
  EXPECT_EQ(silent.read_to_end(), "");
  half.read_to_end();
  EXPECT_TRUE(eventually([&] { return TlsClient(url()).is_connected(); }));
}

TEST_F(ServerTlsTest, TellsWhoHasTooManyConnections) {
  std::atomic<bool> has_place = true;
  start({.take_place = [&](const security::Certificate& certificate) {
    EXPECT_EQ(certificate.common_name(), "shop");
    return has_place ? std::make_shared<const int>() : nullptr;
  }});
  const auto shop = make_certificate({.common_name = "shop"});
  TlsClient first(url(), {.certificate = &shop});
  EXPECT_THAT(first.get("/"), HasSubstr("shop"));
  has_place = false;
  TlsClient second(url(), {.certificate = &shop});
  EXPECT_THAT(second.get("/"), HasSubstr("too many connections"));
  EXPECT_THAT(TlsClient(url()).get("/"), HasSubstr("nobody"));
  EXPECT_THAT(first.get("/"), HasSubstr("shop"));
}

TEST_F(ServerTlsTest, RefusesChainsThatAreTooLong) {
  start();
  const auto shop = make_certificate({.common_name = "shop"});
  const auto large = make_certificate(
      {.common_name = "large", .alternative_names = "DNS:" + std::string(60'000, 'x')});
  const auto get = [&](const testing::TlsClientOptions& options) {
    return TlsClient(url(), options).get("/");
  };
  EXPECT_EQ(get({.certificate = &large}), "true https://localhost large");
  EXPECT_EQ(get({.certificate = &shop, .chain = {&large, &large}}), "");
  EXPECT_EQ(get({.certificate = &large, .chain = {&shop, &large}}), "");
  EXPECT_EQ(get({.certificate = &shop}), "true https://localhost shop");
}

TEST_F(ServerTlsTest, ManyHandshakesLeaveRoomForOthers) {
  constexpr int kClients = 4;
  constexpr int kHandshakesEach = 500;
  start();
  TlsClient served(url());
  std::atomic<int> connected = 0;
  std::vector<std::jthread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      for (int n = 0; n < kHandshakesEach; ++n) connected += TlsClient(url()).is_connected();
    });
  }
  while (connected < kClients * kHandshakesEach / 2) {
    ASSERT_THAT(served.get("/"), HasSubstr("nobody"));
  }
  clients.clear();
  EXPECT_EQ(connected, kClients * kHandshakesEach);
}

TEST_F(ServerTlsTest, ShowsARenewedCertificateToNewConnectionsAndKeepsTheOpenOnes) {
  start();
  TlsClient before(url());
  EXPECT_EQ(before.server_name(), "old");
  ASSERT_OK(server_->renew(*identity_of(make_certificate({.common_name = "new"}))));
  EXPECT_THAT(before.get("/"), HasSubstr("nobody"));
  EXPECT_EQ(TlsClient(url()).server_name(), "new");
}

TEST_F(ServerTlsTest, StopsWhileClientsAreInTheMiddleOfAHandshake) {
  start({.handshake_timeout = 60s, .stop_timeout = 60s});
  RawConnection half(plain_url_);
  half.send("\x16");
  TlsClient served(url());  // By now the other one is accepted.
  server_->stop();
  EXPECT_EQ(half.read_to_end(), "");
}

TEST_F(ServerTlsTest, NeedsACertificateForHttpsAndOnlyForThat) {
  const auto without = Server::open({.url = "https://127.0.0.1:0"}, clock_, tell);
  ASSERT_FALSE(without);
  EXPECT_THAT(without.error().message, HasSubstr("needs a certificate"));
  const auto useless = Server::open(
      {.url = "http://127.0.0.1:0", .identity = identity_of(make_certificate())}, clock_, tell);
  ASSERT_FALSE(useless);
  EXPECT_THAT(useless.error().message, HasSubstr("https"));
}

TEST_F(ServerTlsTest, MayBeReachedByOtherMachinesUnderAnyName) {
  ServerOptions options{.url = "https://0.0.0.0:0", .identity = identity_of(make_certificate())};
  server_ = must(Server::open(std::move(options), clock_, tell));
  const auto url = must(ServerUrl::parse(server_->url()));
  RawConnection connection(fmt::format("https://127.0.0.1:{}", url.port));
  connection.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  EXPECT_THAT(connection.read_response(), HasSubstr("https://shop.example"));
  connection.send("GET / HTTP/1.1\r\nHost: shop.example\r\nOrigin: https://evil.example\r\n\r\n");
  EXPECT_EQ(status_of(connection.read_response()), 403);
}

}  // namespace
}  // namespace penstock::http
