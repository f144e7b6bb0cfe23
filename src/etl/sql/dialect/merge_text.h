#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/dialect/dialect.h"

namespace penstock::etl::sql {

/// How a product changes the rows of a table `t` to those of another, `s`.
enum class UpdateForm : std::uint8_t {
  kFrom,      ///< UPDATE table AS t SET … FROM s WHERE …
  kJoin,      ///< UPDATE table AS t JOIN s ON … SET … WHERE …
  kFromJoin,  ///< UPDATE t SET … FROM table t JOIN s ON … WHERE …
  kMerge,     ///< MERGE INTO table t USING s ON … WHEN MATCHED THEN UPDATE SET … WHERE …
};

/// What products do not write alike.
struct MergeWords {
  UpdateForm form;
  /// Conditions over two values of one type: the same document id; not the same, where NULL is a
  /// value too.
  std::string (*same_id)(std::string_view left, std::string_view right);
  std::string (*differ)(const ColumnType& type, std::string_view left, std::string_view right);
};

/// MergeStatements for a table and `shadow`, which has `columns` of it.
MergeStatements merge_statements(const Dialect& dialect, const MergeWords& words,
                                 const Table& table, const std::vector<std::size_t>& columns,
                                 ShadowTable shadow);

}  // namespace penstock::etl::sql
