#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/destination.h"
#include "etl/sql/dialect/dialect.h"
#include "etl/sql/loaded_object.h"

namespace penstock::etl::sql {

/// A column as the objects of a script have it.
struct DraftColumn {
  std::string name;
  std::optional<ValueKind> kind;  ///< Nothing: only nulls were seen.
};

/// What the objects of a script need of tables, as far as the seen ones tell. A column that had
/// numbers with and without a fraction is a number; one that had values of kinds that have nothing
/// in common is a text. Confined to one thread.
class SchemaDraft {
 public:
  /// Columns of one table that are kept; those beyond are not drafted.
  static constexpr std::size_t kColumnsMax = 1024;

  /// The objects of all documents. What is no JSON object is passed over: it is no row either.
  void add(const LoadBatch& batch);

  /// In the order in which they were seen; empty if no object goes to that table.
  const std::vector<DraftColumn>& columns_of(std::string_view target) const;

 private:
  static void add(std::vector<DraftColumn>& columns, std::string_view name,
                  std::optional<ValueKind> kind);

  ObjectReader reader_;
  std::map<std::string, std::vector<DraftColumn>, std::less<>> tables_;  ///< By folded target.
};

/// What a column has to be to take `member`; nothing for null.
std::optional<ValueKind> value_kind(const Member& member);

}  // namespace penstock::etl::sql
