#include "base/sha256.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace penstock {
namespace {

// FIPS 180-4, appendix B.
TEST(Sha256Test, ComputesTheHashesOfTheStandard) {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  EXPECT_EQ(to_hex(hash.finish()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(Sha256().finish()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// RFC 4648, section 10.
TEST(Base64Test, EncodesAndDecodesTheExamplesOfTheStandard) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  for (const std::string text : {"", "f", "fo", "foo", "foobar"}) {
    EXPECT_EQ(from_base64(to_base64(text)), text);
  }
}

TEST(Base64Test, RefusesWhatItWouldNotWrite) {
  for (const std::string text : {"Zg=", "Zg", "Z===", "Zh==", "Zg==\n", "Z g=", "####"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace penstock
