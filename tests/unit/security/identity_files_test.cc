#include "security/identity_files.h"

#include <cstdio>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "support/assertions.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace penstock::security {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::must;

class IdentityFilesTest : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& content) {
    auto file = folder_.path() + "/" + name;
    std::ofstream(file, std::ios::binary) << content;
    return file;
  }

  void write(const testing::KeyedCertificate& made) {
    write("shop.pem", made.certificate);
    write("shop.key", made.key);
  }

  std::unique_ptr<IdentityFiles> open() {
    return must(IdentityFiles::open({.certificate_file = folder_.path() + "/shop.pem",
                                     .key_file = folder_.path() + "/shop.key"}));
  }

  testing::TemporaryDirectory folder_;
};

TEST_F(IdentityFilesTest, IsRenewedWhenItsFilesChange) {
  write(make_certificate({.common_name = "old"}));
  const auto files = open();
  EXPECT_FALSE(must(files->refresh()));

  write(make_certificate({.common_name = "new"}));
  EXPECT_TRUE(must(files->refresh()));
  EXPECT_EQ(files->current()->certificate().common_name(), "new");
  EXPECT_FALSE(must(files->refresh()));
}

TEST_F(IdentityFilesTest, StaysWhatItWasWhileTheFilesDoNotFit) {
  write(make_certificate({.common_name = "old"}));
  const auto files = open();
  const auto renewed = make_certificate({.common_name = "new"});

  write("shop.pem", renewed.certificate);
  const auto refused = files->refresh();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("shop.pem"), HasSubstr("not that of")));
  EXPECT_FALSE(must(files->refresh()));  // Told once.
  EXPECT_EQ(files->current()->certificate().common_name(), "old");

  write("shop.key", renewed.key);
  EXPECT_TRUE(must(files->refresh()));
  EXPECT_EQ(files->current()->certificate().common_name(), "new");
}

TEST_F(IdentityFilesTest, UsesNothingThatDoesNotPassTheCheck) {
  const auto file = write("shop.pem", "");
  const auto put = [&](const std::string& name) {
    const auto made = make_certificate({.common_name = name});
    write("shop.pem", made.certificate + made.key);
  };
  const auto not_bad = [](const Identity& identity) -> Result<void> {
    if (identity.certificate().common_name() != "bad") return {};
    return invalid_argument("it is bad");
  };
  put("bad");
  const auto refused = IdentityFiles::open({.certificate_file = file}, not_bad);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("shop.pem"), HasSubstr("it is bad")));

  put("good");
  const auto files = must(IdentityFiles::open({.certificate_file = file}, not_bad));
  put("bad");
  EXPECT_FALSE(files->refresh());
  EXPECT_EQ(files->current()->certificate().common_name(), "good");
}

TEST_F(IdentityFilesTest, ReadsAPassphraseFromTheFirstLineOfItsFile) {
  const auto pkcs12 = write("shop.pfx", to_pkcs12(make_certificate(), "open sesame"));
  const auto passphrase = write("passphrase", "open sesame\n");
  EXPECT_OK(IdentityFiles::open({.pkcs12_file = pkcs12, .passphrase_file = passphrase}));
  EXPECT_OK(IdentityFiles::open({.pkcs12_file = pkcs12, .passphrase = "open sesame"}));
  const auto refused = IdentityFiles::open({.pkcs12_file = pkcs12});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message,
              AllOf(HasSubstr("shop.pfx"), HasSubstr("needs a passphrase")));
}

TEST_F(IdentityFilesTest, TellsOnceOfFilesThatAreGoneAndUsesThemWhenTheyAreBack) {
  const auto made = make_certificate();
  write(made);
  const auto files = open();
  std::remove((folder_.path() + "/shop.key").c_str());
  EXPECT_FALSE(files->refresh());
  EXPECT_FALSE(must(files->refresh()));
  write(made);
  EXPECT_TRUE(must(files->refresh()));
}

TEST_F(IdentityFilesTest, NamesAFileThatCannotBeRead) {
  const auto refused = IdentityFiles::open({.certificate_file = folder_.path() + "/none.pem"});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("none.pem"));
}

}  // namespace
}  // namespace penstock::security
