#include "etl/sql/driver/odbc_failure.h"

#include <algorithm>

#include <fmt/format.h>

namespace penstock::etl::sql {
namespace {

struct StateClass {
  std::string_view state;
  FailureClass kind;
};

// SQLSTATEs that ODBC itself defines (ODBC Programmer's Reference, appendix A).
constexpr StateClass kStates[] = {
    {"HYT00", FailureClass::kTimeout},       // The statement took too long.
    {"HYT01", FailureClass::kTimeout},       // The connection took too long.
    {"HY008", FailureClass::kTimeout},       // Cancelled.
    {"IM002", FailureClass::kUnknownTable},  // No such DSN.
    {"IM003", FailureClass::kUnavailable},   // The driver does not load.
    {"28000", FailureClass::kForbidden},     // Log-in refused.
};

/// "Login failed" of "[Microsoft][ODBC Driver 18 for SQL Server][SQL Server]Login failed".
std::string_view without_origin(std::string_view words) {
  while (words.starts_with('[')) {
    const auto end = words.find(']');
    if (end == std::string_view::npos || end + 1 == words.size()) break;
    words.remove_prefix(end + 1);
  }
  return words;
}

bool is_connection_lost(std::string_view state) { return state.substr(0, 2) == "08"; }

}  // namespace

SqlFailure from_odbc(const OdbcDiagnostic& diagnostic, const Dialect* dialect) {
  SqlFailure failure;
  failure.message = without_origin(diagnostic.words);
  if (failure.message.empty()) failure.message = fmt::format("SQLSTATE {}", diagnostic.state);
  if (is_connection_lost(diagnostic.state)) return failure;
  if (dialect != nullptr) {
    failure.kind = dialect->classify(fmt::format("{} {}", diagnostic.state, diagnostic.number));
  }
  const auto* const known =
      std::find_if(std::begin(kStates), std::end(kStates),
                   [&](const auto& entry) { return entry.state == diagnostic.state; });
  if (failure.kind == FailureClass::kUnavailable && known != std::end(kStates)) {
    failure.kind = known->kind;
  }
  return failure;
}

SqlFailure from_odbc_commit(const OdbcDiagnostic& diagnostic, const Dialect& dialect) {
  auto failure = from_odbc(diagnostic, &dialect);
  const bool is_unknown = is_connection_lost(diagnostic.state) || diagnostic.state == "25S01" ||
                          diagnostic.state == "HY000";
  if (failure.kind == FailureClass::kUnavailable && is_unknown) {
    failure.kind = FailureClass::kTimeout;
  }
  return failure;
}

}  // namespace penstock::etl::sql
