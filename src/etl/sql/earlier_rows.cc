#include "etl/sql/earlier_rows.h"

#include <array>
#include <utility>

namespace penstock::etl::sql {
namespace {

/// Fewer are deleted as quickly.
constexpr std::size_t kAskedIdsMin = 256;

}  // namespace

StatementResult EarlierRows::erase(const Table& table, std::span<const std::string_view> ids) {
  if (ids.empty()) return {};
  auto answer = ask(table, ids);
  if (answer.failure) return {0, std::move(answer.failure)};
  if (!answer.may_have) return {};
  auto erased = connection_.erase(dialect_.erase_statement(table), ids);
  if (erased.rows > 0) {
    had_some_.insert(table.quoted_name);
  } else {
    had_some_.erase(table.quoted_name);
  }
  return erased;
}

// A row costs about half as much to read as an id to look up, and nobody knows how many are between
// two ids: more than that is not read.
EarlierRows::Answer EarlierRows::ask(const Table& table, std::span<const std::string_view> ids) {
  if (ids.size() < kAskedIdsMin || had_some_.contains(table.quoted_name)) return {};
  if (table.id().type.kind != ColumnKind::kText) return {};
  const auto rows_max = ids.size() / 2;
  const auto statement = dialect_.span_statement(table, rows_max);
  if (statement.empty()) return {};
  const IdSpans asked(ids);
  for (const auto& span : asked.spans()) {
    const std::array parameters{std::string(span.lowest), std::string(span.highest)};
    auto found = connection_.query(statement, parameters);
    if (!found.ok()) return {.failure = std::move(found.failure)};
    if (found.rows.size() >= rows_max || asked.may_be_among(found.rows)) return {};
  }
  return {.may_have = asked.spans().empty()};
}

}  // namespace penstock::etl::sql
