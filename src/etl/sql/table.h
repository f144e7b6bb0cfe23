#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::etl::sql {

/// What a column takes, as far as values are converted or checked before they are sent.
enum class ColumnKind : std::uint8_t {
  kAny,  ///< The destination stores whatever comes (SQLite).
  kText,
  kInteger,
  kNumber,  ///< Exact and floating numbers with a fraction.
  kBoolean,
  kTemporal,  ///< Dates, times and intervals.
  kArray,     ///< PostgreSQL's.
  kJson,
  kBinary,
  kOther,  ///< Left to the destination.
};

struct ColumnType {
  ColumnKind kind = ColumnKind::kOther;
  std::uint32_t integer_bits = 0;    ///< Of kInteger: 8, 16, 32 or 64.
  std::uint32_t characters_max = 0;  ///< Of kText; 0: no limit.
  bool takes_boolean = false;        ///< Of kInteger: where the product has no type for booleans.
  bool keeps_offset = false;         ///< Of kTemporal: the offset from UTC is part of the value.
  /// The expression that makes a text a value of this type, with '?' for the text, where a product
  /// has to be told; else empty.
  std::string_view conversion = {};
};

struct Column {
  std::string name;
  ColumnType type;
  bool not_null = false;   ///< And nothing in the destination fills it in.
  bool generated = false;  ///< Computed by the destination: takes no value.
  /// Its type as a CAST takes it, without limits of length, if the dialect's catalogue tells it.
  std::string cast_type = {};
};

/// A table that a script loads to, as the destination has it. Immutable.
struct Table {
  std::string configured_name;  ///< As in the task.
  std::string schema;           ///< As the destination spells it; as is the name.
  std::string name;
  std::string quoted_name;  ///< Complete, for statements.
  std::vector<Column> columns;
  std::size_t id_column = 0;  ///< Which of the columns takes the document id.
  bool insert_only = false;
  bool upsert = false;  ///< Rows stay in place, and those that change are updated.
  /// Its deletes and inserts are planned anew each time, where a product can be asked for that.
  bool forces_recompile = false;
  /// Of upsert: what tells the rows of a document apart; nothing if it has one at most.
  std::optional<std::size_t> number_column = {};

  const Column& id() const { return columns[id_column]; }
};

/// A table with these columns of `table` alone; the first is its id_column.
Table shadow_of(const Table& table, const std::vector<std::size_t>& columns,
                std::string quoted_name);

/// 0, 1, 2, …: all columns of `table`.
std::vector<std::size_t> all_columns(const Table& table);

}  // namespace penstock::etl::sql
