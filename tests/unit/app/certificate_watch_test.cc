#include "app/certificate_watch.h"

#include <fstream>
#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "http/curl_client.h"
#include "support/assertions.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make_certificate;
using testing::must;
using namespace std::chrono_literals;

class CertificateWatchTest : public ::testing::Test {
 protected:
  /// Puts a certificate where the server's is that is valid for `validity`; clients believe it.
  void put(std::chrono::hours validity) {
    const auto now = clock_.now();
    put(make_certificate({.not_before = now - 1h, .not_after = now + validity}));
  }

  void put(const testing::KeyedCertificate& made) {
    std::ofstream(file_) << made.key << made.certificate;
  }

  void start() {
    files_ = must(security::IdentityFiles::open({.certificate_file = file_}));
    server_ = must(http::Server::open({.url = "https://127.0.0.1:0", .identity = files_->current()},
                                      system_clock_,
                                      [](auto&, const http::Respond& respond) { respond({}); }));
    watch_ = std::make_unique<CertificateWatch>(*files_, *server_, clock_);
  }

  /// Whether the server shows the certificate that is in the file now.
  bool shows_what_is_in_the_file() {
    http::CurlClient client({.authorities_file = file_});
    return client.send({"GET", server_->url(), {}, "", 10s}, {}).has_value();
  }

  SystemClock system_clock_;
  ManualClock clock_{system_clock_.now()};
  testing::TemporaryDirectory folder_;
  std::string file_ = folder_.path() + "/shop.pem";
  std::unique_ptr<security::IdentityFiles> files_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<CertificateWatch> watch_;
};

TEST_F(CertificateWatchTest, LetsTheServerShowARenewedCertificate) {
  put(2000h);
  start();
  ASSERT_TRUE(shows_what_is_in_the_file());
  put(3000h);
  EXPECT_FALSE(shows_what_is_in_the_file());
  watch_->look();
  EXPECT_TRUE(shows_what_is_in_the_file());
}

TEST_F(CertificateWatchTest, SaysWhyFilesAreNotUsedUntilTheyAre) {
  put(2000h);
  start();
  const auto shop = make_certificate();
  put({shop.certificate, make_certificate().key});
  watch_->look();
  watch_->look();
  EXPECT_THAT(watch_->notices(),
              ElementsAre(Field(&api::ServerNotice::message, HasSubstr("not that of"))));
  put(shop);
  watch_->look();
  EXPECT_THAT(watch_->notices(), IsEmpty());
}

TEST_F(CertificateWatchTest, TellsAMonthBeforeItExpires) {
  put(std::chrono::days(31));
  start();
  EXPECT_THAT(watch_->notices(), IsEmpty());
  clock_.advance(std::chrono::days(2));
  EXPECT_THAT(watch_->notices(),
              ElementsAre(Field(&api::ServerNotice::title, HasSubstr("expires soon"))));
  clock_.advance(std::chrono::days(30));
  EXPECT_THAT(watch_->notices(),
              ElementsAre(Field(&api::ServerNotice::title, HasSubstr("has expired"))));
  put(2000h);
  watch_->look();
  EXPECT_THAT(watch_->notices(), IsEmpty());
}

}  // namespace
}  // namespace penstock::app
