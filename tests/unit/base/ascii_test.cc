#include "base/ascii.h"

#include <string>

#include <gtest/gtest.h>

namespace penstock {
namespace {

TEST(AsciiTest, FindsOneOtherByteWhereverItIs) {
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_TRUE(is_ascii(std::string(size, '\x7f'))) << size;
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '\x80';
      EXPECT_FALSE(is_ascii(text)) << at << " of " << size;
    }
  }
}

}  // namespace
}  // namespace penstock
