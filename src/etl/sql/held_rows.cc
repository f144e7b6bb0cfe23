#include "etl/sql/held_rows.h"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace penstock::etl::sql {
namespace {

Result<HeldPage> read_table(Connection& connection, const Dialect& dialect,
                            const Catalogue& catalogue, std::size_t table,
                            const std::string& after) {
  HeldPage page;
  if (table >= catalogue.tables.size()) return page;
  const auto& read = catalogue.tables[table];
  if (!read.insert_only) {
    const std::array parameters{after};
    auto found = connection.query(dialect.held_statement(read, kHeldPageSize), parameters);
    if (!found.ok()) return found.failure->to_error();
    for (auto& row : found.rows) {
      if (!row.front()) continue;
      page.documents.push_back(
          {.id = *std::move(row.front()), .collection = {}, .target = read.configured_name});
    }
  }
  const bool is_full = page.documents.size() == kHeldPageSize;
  page.next = is_full ? fmt::format("{}/{}", table, page.documents.back().id)
                      : fmt::format("{}/", table + 1);
  if (!is_full && table + 1 >= catalogue.tables.size()) page.next.clear();
  return page;
}

}  // namespace

// A page begins with the number of its table, a slash, and the id that it comes after.
Result<HeldPage> read_held(Connection& connection, const Dialect& dialect,
                           const Catalogue& catalogue, const std::string& begin) {
  std::size_t table = 0;
  const auto slash = begin.find('/');
  if (slash == std::string::npos) return read_table(connection, dialect, catalogue, 0, "");
  std::from_chars(begin.data(), begin.data() + slash, table);
  return read_table(connection, dialect, catalogue, table, begin.substr(slash + 1));
}

}  // namespace penstock::etl::sql
