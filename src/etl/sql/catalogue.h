#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/sql_configuration.h"
#include "etl/sql/table.h"

namespace penstock::etl::sql {

/// The tables that a script loads to, as the destination describes them: parents before children,
/// else in the order of the task. Immutable.
struct Catalogue {
  std::vector<Table> tables;
  /// Of the product, which outlives the catalogue: how to mend what is missing. May be null.
  const Dialect* dialect = nullptr;

  /// The table of `loadTo<target>`; null if the task or the script does not have it.
  const Table* find(std::string_view target) const;
};

/// A declared table as it is, without its id_column, which it may not have; nothing if there is no
/// such table. Errors: as read_catalogue().
Result<std::optional<Table>> find_table(Connection& connection, const Dialect& dialect,
                                        const SqlConfiguration& configuration,
                                        const SqlTable& declared);

/// Whether an index of the table begins with the document id. Errors: those of the connection.
Result<bool> has_id_index(Connection& connection, const Dialect& dialect, const Table& table);

/// Reads the tables of `configuration` that are among `targets`. Names are those of the
/// destination: one that is the same letter by letter, else the only one that is the same but for
/// case. Errors: kNotFound, with the statements that make it, if a table, its document id column or
/// the one that numbers its rows is missing; kInvalidArgument if two are the same but for case, or
/// foreign keys go in a circle and cannot wait; those of the connection.
Result<Catalogue> read_catalogue(Connection& connection, const Dialect& dialect,
                                 const SqlConfiguration& configuration,
                                 std::span<const std::string> targets);

}  // namespace penstock::etl::sql
