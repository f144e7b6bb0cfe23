#include "base/random_id.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

TEST(RandomIdTest, GuidsDifferAndAreOfVersionFour) {
  const std::string guid = new_guid();
  EXPECT_EQ(guid.size(), 36u);
  EXPECT_EQ(guid[14], '4');
  EXPECT_NE(guid, new_guid());
}

TEST(RandomIdTest, BytesOfGuidInBase64) {
  EXPECT_EQ(guid_to_base64("00112233-4455-6677-8899-AABBccddeeff"), "ABEiM0RVZneImaq7zN3u/w");
}

TEST(RandomIdTest, OtherTextIsNoGuid) {
  for (const char* text :
       {"", "x", "00112233-4455-6677-8899-aabbccddeefg", "001122334455-6677-8899-aabbccddeeff-",
        "00112233-4455-6677-8899-aabbccddee+f"}) {
    EXPECT_FALSE(guid_to_base64(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace penstock
