#pragma once

#include <gtest/gtest.h>

#include "base/result.h"

/// The Result holds a value; otherwise the test ends with the error's message.
#define ASSERT_OK(expression)                                       \
  do {                                                              \
    const auto& assert_ok_result = (expression);                    \
    ASSERT_TRUE(assert_ok_result.has_value())                       \
        << #expression << ": " << assert_ok_result.error().message; \
  } while (false)

#define EXPECT_OK(expression)                                       \
  do {                                                              \
    const auto& expect_ok_result = (expression);                    \
    EXPECT_TRUE(expect_ok_result.has_value())                       \
        << #expression << ": " << expect_ok_result.error().message; \
  } while (false)

namespace penstock::testing {

/// The value of a Result in a test; ends the program with the error's message if there is none.
template <typename T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace penstock::testing
