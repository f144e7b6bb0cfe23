#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "etl/sql/driver/driver.h"
#include "etl/sql/id_spans.h"

namespace penstock::etl::sql {

/// Deletes what a table has of documents. Asks first whether it has rows of any of many documents
/// that are numbered, which is cheaper than to look each of them up: mostly they are new, and there
/// is nothing to delete. Confined to one thread.
class EarlierRows {
 public:
  /// Both must outlive this object.
  EarlierRows(Connection& connection, const Dialect& dialect)
      : connection_(connection), dialect_(dialect) {}

  /// The rows of `ids`. A failure names the id as its row, as Connection::erase() does.
  StatementResult erase(const Table& table, std::span<const std::string_view> ids);

 private:
  struct Answer {
    bool may_have = true;
    std::optional<SqlFailure> failure = {};
  };
  /// Whether the table may have rows of `ids`.
  Answer ask(const Table& table, std::span<const std::string_view> ids);

  Connection& connection_;
  const Dialect& dialect_;
  std::set<std::string> had_some_;  ///< Tables where the last ones had rows: likely these do too.
};

}  // namespace penstock::etl::sql
