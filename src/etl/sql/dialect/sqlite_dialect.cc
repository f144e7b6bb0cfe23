#include "etl/sql/dialect/sqlite_dialect.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/dialect/merge_text.h"
#include "etl/sql/dialect/quoting.h"

namespace penstock::etl::sql {
namespace {

constexpr CheckpointStatements kCheckpoint{
    .exists = "SELECT 1 FROM sqlite_master WHERE name = 'penstock_etl_checkpoints'",
    .create =
        "CREATE TABLE IF NOT EXISTS penstock_etl_checkpoints ("
        "source_database_id TEXT, task_name TEXT, script_name TEXT,"
        "generation INTEGER NOT NULL, epoch INTEGER NOT NULL, etag INTEGER NOT NULL,"
        "PRIMARY KEY (source_database_id, task_name, script_name))",
    .open =
        "INSERT INTO penstock_etl_checkpoints VALUES (?1, ?2, ?3, ?4, 1, 0)"
        " ON CONFLICT (source_database_id, task_name, script_name) DO UPDATE"
        " SET epoch = epoch + 1, generation = excluded.generation,"
        " etag = CASE WHEN generation = excluded.generation THEN etag ELSE 0 END"
        " RETURNING epoch, etag",
    .move =
        "UPDATE penstock_etl_checkpoints SET etag = ?7"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3"
        " AND generation = ?4 AND epoch = ?5 AND etag = ?6",
    .read =
        "SELECT generation, epoch, etag FROM penstock_etl_checkpoints"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3",
    .other_source =
        "SELECT task_name, source_database_id FROM penstock_etl_checkpoints"
        " WHERE source_database_id <> ?1 LIMIT 1",
};

// The primary result codes of SQLite that matter here (sqlite.org/rescode.html). An extended code
// holds its primary code in the low byte.
enum PrimaryCode : int {
  kError = 1,
  kPermission = 3,
  kBusy = 5,
  kLocked = 6,
  kReadOnly = 8,
  kInterrupt = 9,
  kTooBig = 18,
  kConstraint = 19,
  kMismatch = 20,
  kAuthorization = 23,
};
constexpr int kConstraintForeignKey = kConstraint | (3 << 8);

constexpr std::string_view kListingQuery = R"(
SELECT 'main', m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
WHERE m.type IN ('table', 'view') AND substr(m.name, 1, 7) <> 'sqlite_'
ORDER BY m.name, c.cid LIMIT 20000)";

}  // namespace

std::string SqliteDialect::quote(std::string_view identifier) const {
  return quoted(identifier, '"');
}

// A column takes every value, but one with text affinity should get the digits of a number as
// they are and not what a double makes of them.
ColumnType SqliteDialect::column_type(std::string_view declared) const {
  const auto name = fold_case(declared);
  const auto has = [&name](std::string_view part) { return name.find(part) != std::string::npos; };
  const bool text = !has("int") && (has("char") || has("clob") || has("text"));
  return {text ? ColumnKind::kText : ColumnKind::kAny, 0, 0};
}

FailureClass SqliteDialect::classify(std::string_view code) const {
  int number = 0;
  std::from_chars(code.data(), code.data() + code.size(), number);
  if (number == kConstraintForeignKey) return FailureClass::kReference;
  switch (number & 0xFF) {
    case kConstraint:
    case kTooBig:
    case kMismatch: return FailureClass::kDocument;
    case kInterrupt: return FailureClass::kTimeout;
    case kPermission:
    case kReadOnly:
    case kAuthorization: return FailureClass::kForbidden;
    case kBusy:
    case kLocked: return FailureClass::kUnavailable;
    // "no such table" and "no such column" share one code: reading the catalogue tells which.
    case kError: return FailureClass::kUnknownColumn;
    default: return FailureClass::kUnavailable;
  }
}

std::string_view SqliteDialect::tables_query() const {
  return "SELECT 'main', name FROM sqlite_master WHERE type IN ('table', 'view')"
         " AND (?1 = '' OR lower(?1) = 'main') AND lower(name) = lower(?2)";
}

std::string_view SqliteDialect::listing_query() const { return kListingQuery; }

std::string_view SqliteDialect::columns_query() const {
  // The rowid behind an INTEGER PRIMARY KEY fills itself in; triggers cannot.
  return "SELECT name, type, CASE WHEN \"notnull\" AND ?1 <> '' THEN 't' ELSE 'f' END,"
         " CASE WHEN hidden IN (2, 3) THEN 't' ELSE 'f' END FROM pragma_table_xinfo(?2)";
}

std::string_view SqliteDialect::parents_query() const {
  // Every foreign key can wait here: PRAGMA defer_foreign_keys.
  return "SELECT DISTINCT 'main', \"table\", 't' FROM pragma_foreign_key_list(?2) WHERE ?1 <> ''";
}

std::string_view SqliteDialect::cascades_query() const {
  return "SELECT 'main', m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) k"
         " WHERE m.type = 'table' AND ?1 <> '' AND lower(k.\"table\") = lower(?2)"
         " AND k.on_delete = 'CASCADE'";
}

// The rowid has no index: it is one. Nor has a view.
std::string_view SqliteDialect::index_query() const {
  return "SELECT 1 FROM sqlite_master WHERE ?1 <> '' AND name = ?2 AND type = 'view'"
         " UNION ALL SELECT 1 FROM pragma_table_info(?2)"
         " WHERE name = ?3 AND pk = 1 AND upper(type) = 'INTEGER'"
         " UNION ALL SELECT 1 FROM pragma_index_list(?2) l, pragma_index_info(l.name) i"
         " WHERE l.partial = 0 AND i.seqno = 0 AND i.name = ?3";
}

std::string_view SqliteDialect::type_for(ValueKind kind) const {
  switch (kind) {
    case ValueKind::kBytes: return "BLOB";
    case ValueKind::kInteger:
    case ValueKind::kBoolean: return "INTEGER";
    case ValueKind::kNumber: return "NUMERIC";
    case ValueKind::kDocumentId:
    case ValueKind::kText:
    case ValueKind::kMoment:
    case ValueKind::kJson: return "TEXT";
  }
  return "TEXT";
}

std::string SqliteDialect::index_statement(const Table& table) const {
  return fmt::format("CREATE INDEX {} ON {} ({})", id_index_name(*this, table), quote(table.name),
                     quote(table.id().name));
}

std::string SqliteDialect::erase_statement(const Table& table) const {
  return fmt::format("DELETE FROM {} WHERE {} = ?1", table.quoted_name, quote(table.id().name));
}

std::string SqliteDialect::span_statement(const Table& table, std::size_t count_max) const {
  return fmt::format("SELECT {0} FROM {1} WHERE {0} >= ?1 AND {0} <= ?2 LIMIT {2}",
                     quote(table.id().name), table.quoted_name, count_max);
}

std::string SqliteDialect::held_statement(const Table& table, std::size_t count_max) const {
  return fmt::format("SELECT DISTINCT {0} FROM {1} WHERE {0} > ?1 ORDER BY 1 LIMIT {2}",
                     quote(table.id().name), table.quoted_name, count_max);
}

// As literals: a text differs from the number that it looks like.
std::string SqliteDialect::read_statement(const Table& table,
                                          const std::vector<std::size_t>& columns) const {
  std::string values;
  for (const auto column : columns) {
    values += fmt::format(", quote({})", quote(table.columns[column].name));
  }
  const auto id = quote(table.id().name);
  return fmt::format("SELECT {0}{1} FROM {2} WHERE {0} = ?1", id, values, table.quoted_name);
}

ShadowTable SqliteDialect::shadow(const Table& table,
                                  const std::vector<std::size_t>& columns) const {
  constexpr std::string_view kName = "temp.penstock_shadow";
  return {std::string(kName),
          fmt::format("DROP TABLE IF EXISTS {0}; CREATE TABLE {0} AS SELECT {1} FROM {2} LIMIT 0",
                      kName, column_list(*this, table, columns), table.quoted_name)};
}

MergeStatements SqliteDialect::merge(const Table& table,
                                     const std::vector<std::size_t>& columns) const {
  constexpr MergeWords kWords{
      .form = UpdateForm::kFrom,
      .same_id =
          [](std::string_view left, std::string_view right) {
            return fmt::format("{} = {} COLLATE BINARY", left, right);
          },
      .differ =
          [](const ColumnType&, std::string_view left, std::string_view right) {
            return fmt::format("{} IS NOT {} COLLATE BINARY", left, right);
          }};
  auto made = shadow(table, columns);
  made.create += fmt::format("; CREATE INDEX temp.penstock_shadow_key ON penstock_shadow ({})",
                             quote(table.id().name));
  return merge_statements(*this, kWords, table, columns, std::move(made));
}

std::string SqliteDialect::insert_statement(const Table& table,
                                            const std::vector<std::size_t>& columns) const {
  std::string values;
  for (std::size_t i = 0; i < columns.size(); ++i) values += i == 0 ? "?" : ", ?";
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.quoted_name,
                     column_list(*this, table, columns), values);
}

std::string_view SqliteDialect::begin_part() const { return "SAVEPOINT part"; }
std::string_view SqliteDialect::end_part() const { return "RELEASE part"; }
std::string_view SqliteDialect::undo_part() const { return "ROLLBACK TO part; RELEASE part"; }

const CheckpointStatements& SqliteDialect::checkpoint() const { return kCheckpoint; }

}  // namespace penstock::etl::sql
