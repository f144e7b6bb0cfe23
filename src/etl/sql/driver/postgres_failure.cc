#include "etl/sql/driver/postgres_failure.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include <fmt/format.h>
#include <libpq-fe.h>

namespace penstock::etl::sql {
namespace {

std::string_view field(const pg_result* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

bool is_sqlstate(std::string_view text) {
  return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// The line about a COPY: "COPY orders, line 3, column city: "Oslo"".
std::string_view copy_line(std::string_view context) {
  constexpr std::string_view kCopy = "COPY ";
  while (!context.empty() && !context.starts_with(kCopy)) {
    const auto end = context.find('\n');
    context.remove_prefix(end == std::string_view::npos ? context.size() : end + 1);
  }
  return first_line(context);
}

}  // namespace

SqlFailure from_postgres(const pg_result* result, const Dialect& dialect) {
  SqlFailure failure;
  const auto state = field(result, PG_DIAG_SQLSTATE);
  const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  failure.kind = dialect.classify(state);
  failure.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  failure.row = copy_row(field(result, PG_DIAG_CONTEXT));
  std::tie(failure.key_column, failure.key) = key_in_detail(detail);
  const auto column = copy_column(field(result, PG_DIAG_CONTEXT));
  if (!column.empty()) failure.message += fmt::format(" (column \"{}\")", column);
  // Other details may show a whole row.
  if (!failure.key_column.empty()) failure.message += ": " + std::string(detail);
  if (failure.message.empty()) failure.message = PQresultErrorMessage(result);
  return failure;
}

// "connection to server at "h", port 5432 failed: FATAL:  28P01: password authentication failed …"
SqlFailure from_connect_message(std::string_view message, const Dialect& dialect) {
  constexpr std::string_view kBeforeState = ":  ";
  constexpr std::size_t kStateLength = 5;
  SqlFailure failure;
  const auto at = message.find(kBeforeState);
  const auto state = at == std::string_view::npos
                         ? std::string_view()
                         : message.substr(at + kBeforeState.size(), kStateLength);
  if (!is_sqlstate(state)) {
    failure.message = message;
    while (failure.message.ends_with('\n')) failure.message.pop_back();
    return failure;
  }
  failure.kind = dialect.classify(state);
  // A start-up is refused for reasons of the server, never of a document.
  if (failure.kind == FailureClass::kDocument) failure.kind = FailureClass::kUnavailable;
  const auto words =
      message.substr(std::min(at + kBeforeState.size() + kStateLength + 2, message.size()));
  failure.message = std::string(message.substr(0, at)) + ": " + std::string(first_line(words));
  return failure;
}

std::optional<std::size_t> copy_row(std::string_view context) {
  context = copy_line(context);
  // The table's name may hold digits, and commas: the number is the first one behind ", ".
  for (auto comma = context.find(", "); comma != std::string_view::npos;
       comma = context.find(", ", comma + 1)) {
    const auto words = context.substr(comma + 2);
    const auto digits = words.find_first_of("0123456789");
    if (digits == std::string_view::npos) continue;
    const auto rest = words.substr(digits);
    std::size_t line = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), line);
    if (parsed.ec == std::errc{} && line > 0) return line - 1;
  }
  return std::nullopt;
}

std::string_view copy_column(std::string_view context) {
  constexpr std::string_view kColumn = ", column ";
  context = copy_line(context);
  const auto at = context.find(kColumn);
  if (at == std::string_view::npos || context.find('"') < at) return {};
  const auto name = context.substr(at + kColumn.size());
  return name.substr(0, std::min(name.find(": \""), name.find(": null input")));
}

std::pair<std::string, std::string> key_in_detail(std::string_view detail) {
  constexpr std::string_view kMiddle = ")=(";
  const auto open = detail.find('(');
  const auto middle = detail.find(kMiddle);
  if (open == std::string_view::npos || middle == std::string_view::npos || middle < open)
    return {};
  auto column = detail.substr(open + 1, middle - open - 1);
  const auto rest = detail.substr(middle + kMiddle.size());
  const auto close = rest.rfind(") ");
  if (close == std::string_view::npos || column.find(", ") != std::string_view::npos) return {};
  if (column.size() > 2 && column.starts_with('"') && column.ends_with('"')) {
    column = column.substr(1, column.size() - 2);
  }
  return {std::string(column), std::string(rest.substr(0, close))};
}

}  // namespace penstock::etl::sql
