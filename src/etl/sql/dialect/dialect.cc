#include "etl/sql/dialect/dialect.h"

#include <fmt/format.h>

namespace penstock::etl::sql {

std::string Dialect::id_type_statement(const Table& table) const {
  return fmt::format("ALTER TABLE {} ALTER COLUMN {} SET DATA TYPE {}", table.quoted_name,
                     quote(table.id().name), type_for(ValueKind::kDocumentId));
}

}  // namespace penstock::etl::sql
