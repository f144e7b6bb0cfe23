#pragma once

#include <string_view>

#include "base/check.h"
#include "base/result.h"
#include "base/utf8.h"

// What has to hold whatever the input was.
namespace penstock::fuzzing {

/// No message is longer, however long the input: it goes into logs and answers.
inline constexpr std::size_t kMessageBytesMax = 4096;

/// A refusal is the input's fault, and says so in words that fit into a log and into JSON.
inline void check_refusal(const Error& error) {
  CHECK(error.code != ErrorCode::kInternal);
  CHECK(!error.message.empty());
  CHECK(error.message.size() <= kMessageBytesMax);
  CHECK(is_utf8(error.message));
}

template <typename T>
void check_refusal_of(const Result<T>& result) {
  if (!result) check_refusal(result.error());
}

}  // namespace penstock::fuzzing
