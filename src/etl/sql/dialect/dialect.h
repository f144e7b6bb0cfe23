#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/session_limits.h"
#include "etl/sql/sql_failure.h"
#include "etl/sql/table.h"

namespace penstock::etl::sql {

/// The statements about the table of checkpoints. Parameters, in this order: source database id,
/// task, script, generation, epoch, from, to; each statement uses as many as it says.
struct CheckpointStatements {
  std::string_view exists;  ///< No parameters. One row if the table is there.
  std::string_view create;  ///< No parameters. Works also if it is there.
  /// Four parameters. Raises the epoch, or inserts the first; a row of another generation starts
  /// again at etag 0. Returns one row: epoch, etag.
  std::string_view open;
  /// Seven parameters. Changes one row, or none if the row is not as expected; a product that can
  /// raise an error for "none" does, so that a COMMIT behind it cannot slip through.
  std::string_view move;
  std::string_view read;  ///< Three parameters. Returns generation, epoch, etag, if there is a row.
  /// One parameter. Returns the task and the source database id of a row of another source, if any.
  std::string_view other_source;
};

/// A table that one session makes for itself, to see what the product makes of values.
struct ShadowTable {
  std::string quoted_name;
  std::string create;  ///< Makes it, empty, in place of a former one.
};

/// How rows of a table become those of a shadow, so that rows which do not change are not touched.
struct MergeStatements {
  ShadowTable shadow;  ///< Finds the key of the table quickly.
  /// For Connection::erase(): the rows of these documents that the shadow does not have. Empty if
  /// the key is the document id alone: then there are none.
  std::string remove;
  std::string update;  ///< Those that the shadow has with other values. Empty: only keys.
  std::string insert;  ///< Those that only the shadow has.
};

/// What a column has to take that is to be made.
enum class ValueKind : std::uint8_t {
  kDocumentId,
  kText,
  kInteger,  ///< 64 bits.
  kNumber,   ///< Exact, with a fraction.
  kBoolean,
  kMoment,  ///< ISO 8601 with date and time.
  kJson,
  kBytes,
};

/// Columns that Dialect::listing_query() returns.
inline constexpr std::size_t kListedColumnsMax = 20'000;

/// How a product writes SQL and what its codes mean. Text in, text out: no library, no connection.
/// Immutable, thread-safe.
class Dialect {
 public:
  virtual ~Dialect() = default;

  virtual std::string quote(std::string_view identifier) const = 0;

  /// From a type as the catalogue shows it: "character varying(30)".
  virtual ColumnType column_type(std::string_view declared) const = 0;

  /// From the product's code: an SQLSTATE, or what its driver gives.
  virtual FailureClass classify(std::string_view code) const = 0;

  /// Parameters: schema ("" for those found without one), table. Returns schema and name of the
  /// tables whose name is the same but for case.
  virtual std::string_view tables_query() const = 0;
  /// No parameters. Returns schema, table, column and type of every column that a person may mean,
  /// table by table; kListedColumnsMax at most.
  virtual std::string_view listing_query() const = 0;
  /// Parameters: schema, table. Returns name, type, not null, generated ("t" or "f"), and may add
  /// Column::cast_type.
  virtual std::string_view columns_query() const = 0;
  /// Parameters: schema, table. Returns schema and name of the tables that its foreign keys name,
  /// and whether the key can be checked at the end of the transaction ("t" or "f").
  virtual std::string_view parents_query() const = 0;
  /// Parameters: schema, table. Returns schema and name of the tables whose rows go along when rows
  /// of this one are deleted.
  virtual std::string_view cascades_query() const = 0;
  /// Parameters: schema, table, column. A row if an index begins with the column.
  virtual std::string_view index_query() const = 0;

  /// The type of a column to be made: "varchar(512)".
  virtual std::string_view type_for(ValueKind kind) const = 0;
  /// Makes an index on the column of the document id.
  virtual std::string index_statement(const Table& table) const = 0;

  /// Gives the column of the document id the type of one that is to be made, as standard SQL does
  /// it.
  virtual std::string id_type_statement(const Table& table) const;

  /// For Connection::erase().
  virtual std::string erase_statement(const Table& table) const = 0;
  /// One document id as it stands in the text of that, given as a literal.
  virtual std::string erased_id(std::string_view literal) const { return std::string(literal); }
  /// Two parameters: document ids. Returns that of each row from the first to the second of them,
  /// at most `count_max`. Empty if the product is not asked.
  virtual std::string span_statement(const Table& /*table*/, std::size_t /*count_max*/) const {
    return {};
  }
  /// One parameter: a document id. Returns those that the table has after it, each once and in
  /// order, at most `count_max`.
  virtual std::string held_statement(const Table& table, std::size_t count_max) const = 0;
  /// For Connection::read(): the rows of document ids. Returns the id as text, then these of the
  /// table's columns, as text that tells values apart as far as the product does.
  virtual std::string read_statement(const Table& table,
                                     const std::vector<std::size_t>& columns) const = 0;
  /// With these of the table's columns, in this order, of the same types; all of them take NULL.
  virtual ShadowTable shadow(const Table& table, const std::vector<std::size_t>& columns) const = 0;
  /// For a table with Table::upsert, with values for these of its columns.
  virtual MergeStatements merge(const Table& table,
                                const std::vector<std::size_t>& columns) const = 0;
  /// For Connection::insert(): values for these of the table's columns.
  virtual std::string insert_statement(const Table& table,
                                       const std::vector<std::size_t>& columns) const = 0;

  /// For BatchRequest: the same for rows that are part of a larger request; empty if that does not
  /// go with these columns.
  virtual std::string request_insert_statement(const Table& table,
                                               const std::vector<std::size_t>& columns) const {
    return insert_statement(table, columns);
  }

  /// A transaction inside the transaction: begun, ended, undone and ended. Inside it constraints
  /// that can wait do.
  virtual std::string_view begin_part() const = 0;
  virtual std::string_view end_part() const = 0;
  virtual std::string_view undo_part() const = 0;

  virtual const CheckpointStatements& checkpoint() const = 0;
};

}  // namespace penstock::etl::sql
