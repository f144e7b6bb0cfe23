#include "script/exact_numbers.h"

#include <gtest/gtest.h>

namespace penstock::script {
namespace {

TEST(ExactNumbersTest, TakesNumbersThatADoubleHolds) {
  for (const char* json :
       {"{}", "[0,-1,1.5,0.1,123456789012345]", "[0.30000000000000004,1e5,1E-7,-2.50e+3]",
        "[1.0000000000000000000,100000000000000000000]", "[0.0000000000000000000,-0.0]",
        R"({"a":"12345678901234567890","b":"1e400","\"1e400":2})",
        R"(["3e4b5-1234567890123456789"])"}) {
    EXPECT_TRUE(numbers_fit_doubles(json)) << json;
  }
}

TEST(ExactNumbersTest, FindsNumbersThatADoubleDoesNotHold) {
  for (const char* json :
       {"12345678901234567890", "[1,9007199254740993]", R"({"a":{"b":[0.12345678901234567]}})",
        "[1e400]", "[1e-400]", "[-1.00000000000000000001]",
        R"({"text":"\\\"","n":123456789.12345678901})"}) {
    EXPECT_FALSE(numbers_fit_doubles(json)) << json;
  }
}

TEST(ExactNumbersTest, FindsALongNumberAtEveryPlace) {
  for (int before = 0; before < 40; ++before) {
    const auto json = "[\"" + std::string(before, 'x') + "\",9007199254740993,1]";
    EXPECT_FALSE(numbers_fit_doubles(json)) << json;
  }
}

}  // namespace
}  // namespace penstock::script
