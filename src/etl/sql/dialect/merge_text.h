#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/dialect/dialect.h"

namespace penstock::etl::sql {

/// What products that know UPDATE with a second table do not write alike.
struct MergeWords {
  bool joins;  ///< UPDATE … JOIN …, instead of UPDATE … FROM ….
  /// Conditions over two values of one type: the same document id; not the same, where NULL is a
  /// value too.
  std::string (*same_id)(std::string_view left, std::string_view right);
  std::string (*differ)(std::string_view left, std::string_view right);
};

/// MergeStatements for a table and `shadow`, which has `columns` of it.
MergeStatements merge_statements(const Dialect& dialect, const MergeWords& words,
                                 const Table& table, const std::vector<std::size_t>& columns,
                                 ShadowTable shadow);

}  // namespace penstock::etl::sql
