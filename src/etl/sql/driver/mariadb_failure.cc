#include "etl/sql/driver/mariadb_failure.h"

#include <charconv>

#include <fmt/format.h>

namespace penstock::etl::sql {
namespace {

// The client library's numbers: CR_MIN_ERROR to CR_MAX_ERROR, and those of MariaDB's library.
constexpr unsigned int kClientErrorsBegin = 2000;
constexpr unsigned int kClientErrorsEnd = 3000;
constexpr unsigned int kConnectorErrorsBegin = 5000;
constexpr unsigned int kConnectorErrorsEnd = 6000;

struct RowWords {
  std::string_view rest;  ///< The message without them.
  std::optional<std::size_t> row;
};

/// Takes the " at row 3" off the end of a message.
RowWords split_row(std::string_view words) {
  constexpr std::string_view kAtRow = " at row ";
  const auto at = words.rfind(kAtRow);
  if (at == std::string_view::npos) return {words, {}};
  const auto digits = words.substr(at + kAtRow.size());
  std::size_t row = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), row);
  const bool is_row = parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size();
  if (!is_row || row == 0) return {words, {}};
  return {words.substr(0, at), row - 1};
}

}  // namespace

SqlFailure from_mariadb(unsigned int number, std::string_view state, std::string_view words,
                        const Dialect& dialect) {
  SqlFailure failure;
  failure.kind = dialect.classify(fmt::format("{} {}", number, state));
  const auto [rest, row] = split_row(words);
  failure.message = rest.empty() ? fmt::format("error {}", number) : std::string(rest);
  if (failure.kind == FailureClass::kDocument) failure.row = row;
  return failure;
}

bool is_client_error(unsigned int number) {
  return (number >= kClientErrorsBegin && number < kClientErrorsEnd) ||
         (number >= kConnectorErrorsBegin && number < kConnectorErrorsEnd);
}

}  // namespace penstock::etl::sql
