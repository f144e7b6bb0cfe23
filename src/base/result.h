#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"

namespace penstock {

/// Why an operation failed, in the words a caller can act on.
enum class ErrorCode : std::uint8_t {
  kInvalidArgument,  ///< The request is wrong; repeating it cannot help.
  kNotFound,         ///< No such database, task or table.
  kConflict,         ///< The document changed since the caller read it.
  kForbidden,        ///< Not allowed, or credentials refused.
  kTooLarge,         ///< Over a documented limit.
  kScriptFailed,     ///< The user's JavaScript threw, or ran out of time or memory.
  kUnavailable,      ///< A node or destination cannot be reached just now.
  kTimeout,          ///< No answer before the deadline; the effect is unknown.
  kNotOwner,         ///< Another node holds the lease. Stop writing at once.
  kCancelled,        ///< A stop was requested. Not a fault.
  kCorruption,       ///< Stored bytes do not decode. Never retried.
  kInternal,         ///< A bug in this program.
};

/// "InvalidArgument", "NotFound", ...: for logs and metrics.
std::string_view to_string(ErrorCode code);

/// A failure: a code for the program, a sentence for the operator. Owns its text.
struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;

  /// kUnavailable or kTimeout: the same call may succeed later.
  bool retryable() const { return code == ErrorCode::kUnavailable || code == ErrorCode::kTimeout; }

  /// The same failure with "<context>: " before its message.
  Error within(std::string_view context) const;
};

inline Error invalid_argument(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}
inline Error not_found(std::string message) { return {ErrorCode::kNotFound, std::move(message)}; }
inline Error corruption(std::string message) {
  return {ErrorCode::kCorruption, std::move(message)};
}

template <typename T>
class Result;

/// What a T is made of and is not itself a T, an Error or a Result.
template <typename U, typename T>
concept MakesResultOf =
    !std::is_same_v<std::remove_cvref_t<U>, T> && !std::is_same_v<std::remove_cvref_t<U>, Error> &&
    !std::is_same_v<std::remove_cvref_t<U>, Result<T>> && std::is_convertible_v<U&&, T>;

/// The value of type T, or why there is none. `Result<void>` says only whether it worked.
/// The observers are those of std::expected, which may replace this class one day.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  // Implicit, so that a function returns its value or an error as it is.
  // NOLINTBEGIN(google-explicit-constructor,bugprone-forwarding-reference-overload)
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  /// From anything that T is made of: `return std::nullopt;` in a Result<std::optional<X>>.
  template <MakesResultOf<T> U>
  Result(U&& value) : content_(std::in_place_index<0>, std::forward<U>(value)) {}
  // NOLINTEND(google-explicit-constructor,bugprone-forwarding-reference-overload)

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    CHECK(has_value());
    return *std::get_if<0>(&content_);
  }
  const T& value() const& {
    CHECK(has_value());
    return *std::get_if<0>(&content_);
  }
  T&& value() && {
    CHECK(has_value());
    return std::move(*std::get_if<0>(&content_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    CHECK(!has_value());
    return *std::get_if<1>(&content_);
  }
  Error&& error() && {
    CHECK(!has_value());
    return std::move(*std::get_if<1>(&content_));
  }

 private:
  std::variant<T, Error> content_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error)  // NOLINT(google-explicit-constructor): returned as it is
      : error_(std::move(error)) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const { CHECK(has_value()); }
  void operator*() const { value(); }

  const Error& error() const& {
    CHECK(error_.has_value());
    return *error_;
  }
  Error&& error() && {
    CHECK(error_.has_value());
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace penstock

// The counter gives nested uses distinct names.
// NOLINTBEGIN(bugprone-macro-parentheses): a name cannot stand in parentheses
#define PENSTOCK_TRY(expression, result)                       \
  __extension__({                                              \
    auto result = (expression);                                \
    if (!result.has_value()) return std::move(result).error(); \
    *std::move(result);                                        \
  })
// NOLINTEND(bugprone-macro-parentheses)
#define PENSTOCK_TRY_NAMED(expression, counter) PENSTOCK_TRY(expression, try_result_##counter)
#define PENSTOCK_TRY_COUNTED(expression, counter) PENSTOCK_TRY_NAMED(expression, counter)

/// Yields the value of a Result, or returns its error from the enclosing function.
#define TRY(expression) PENSTOCK_TRY_COUNTED(expression, __COUNTER__)
