#include "etl/sql/dialect/mariadb_dialect.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "etl/sql/dialect/failure_codes.h"
#include "etl/sql/dialect/merge_text.h"
#include "etl/sql/dialect/quoting.h"
#include "etl/sql/dialect/type_names.h"

namespace penstock::etl::sql {
namespace {

constexpr CheckpointStatements kCheckpoint{
    .exists =
        "SELECT 1 FROM information_schema.tables"
        " WHERE table_schema = DATABASE() AND table_name = 'penstock_etl_checkpoints'",
    // Bytes, so that no collation takes two names for one.
    .create =
        "CREATE TABLE IF NOT EXISTS penstock_etl_checkpoints ("
        "source_database_id VARBINARY(64), task_name VARBINARY(1024), script_name VARBINARY(1024),"
        "generation BIGINT NOT NULL, epoch BIGINT NOT NULL, etag BIGINT NOT NULL,"
        "PRIMARY KEY (source_database_id, task_name, script_name)) ENGINE = InnoDB",
    // MySQL has no RETURNING. Assignments see those before them.
    .open =
        "START TRANSACTION;"
        "INSERT INTO penstock_etl_checkpoints VALUES (?1, ?2, ?3, CAST(?4 AS SIGNED), 1, 0)"
        " ON DUPLICATE KEY UPDATE etag = IF(generation = CAST(?4 AS SIGNED), etag, 0),"
        " generation = CAST(?4 AS SIGNED), epoch = epoch + 1;"
        "SELECT epoch, etag FROM penstock_etl_checkpoints"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3;"
        "COMMIT",
    // A row that is not as expected makes the server raise an error, as the column takes no NULL.
    .move =
        "UPDATE penstock_etl_checkpoints SET etag = IF(generation = CAST(?4 AS SIGNED)"
        " AND epoch = CAST(?5 AS SIGNED) AND etag = CAST(?6 AS SIGNED), CAST(?7 AS SIGNED), NULL)"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3",
    .read =
        "SELECT generation, epoch, etag FROM penstock_etl_checkpoints"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3",
    .other_source =
        "SELECT task_name, source_database_id FROM penstock_etl_checkpoints"
        " WHERE source_database_id <> ?1 LIMIT 1",
};

constexpr std::string_view kListingQuery = R"(
SELECT table_schema, table_name, column_name, column_type FROM information_schema.columns
WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position LIMIT 20000)";

constexpr std::string_view kTablesQuery = R"(
SELECT table_schema, table_name FROM information_schema.tables
WHERE table_type <> 'SEQUENCE' AND LOWER(table_name) = LOWER(?2)
  AND CASE WHEN ?1 = '' THEN table_schema = DATABASE() ELSE LOWER(table_schema) = LOWER(?1) END)";

// MariaDB's JSON is text with a constraint; what stands in /*M! … */ only MariaDB reads.
constexpr std::string_view kColumnsQuery = R"(
SELECT c.column_name,
       CASE WHEN /*M! EXISTS (
                SELECT 1 FROM information_schema.check_constraints k
                WHERE k.constraint_schema = c.table_schema AND k.table_name = c.table_name
                  AND k.check_clause = CONCAT('json_valid(`', c.column_name, '`)')) OR */ FALSE
            THEN 'json' ELSE c.column_type END,
       CASE WHEN c.is_nullable = 'NO' AND c.extra NOT LIKE '%auto_increment%'
                AND NOT EXISTS (  -- A trigger before the insert may fill it in.
                    SELECT 1 FROM information_schema.triggers g
                    WHERE g.event_object_schema = ?1 AND g.event_object_table = ?2
                      AND g.action_timing = 'BEFORE' AND g.event_manipulation = 'INSERT')
            THEN 't' ELSE 'f' END,
       CASE WHEN COALESCE(c.generation_expression, '') <> '' THEN 't' ELSE 'f' END
FROM information_schema.columns c WHERE c.table_schema = ?1 AND c.table_name = ?2
ORDER BY c.ordinal_position)";

// InnoDB checks every key at once.
constexpr std::string_view kParentsQuery = R"(
SELECT DISTINCT unique_constraint_schema, referenced_table_name, 'f'
FROM information_schema.referential_constraints
WHERE constraint_schema = ?1 AND table_name = ?2)";

constexpr std::string_view kCascadesQuery = R"(
SELECT DISTINCT constraint_schema, table_name FROM information_schema.referential_constraints
WHERE unique_constraint_schema = ?1 AND referenced_table_name = ?2 AND delete_rule = 'CASCADE')";

// What is no table of its own, such as a view, has its indexes elsewhere, if any.
constexpr std::string_view kIndexQuery = R"(
SELECT 1 FROM information_schema.statistics
WHERE table_schema = ?1 AND table_name = ?2 AND column_name = ?3 AND seq_in_index = 1
UNION ALL SELECT 1 FROM information_schema.tables
WHERE table_schema = ?1 AND table_name = ?2 AND table_type <> 'BASE TABLE')";

// Numbers for ENUM and SET would be positions, so they go as text. A BIT takes small numbers.
constexpr TypeName kTypes[] = {
    {"varchar", {ColumnKind::kText, 0, kLengthAsDeclared}},
    {"char", {ColumnKind::kText, 0, kLengthAsDeclared}},
    {"tinytext", {ColumnKind::kText}},
    {"text", {ColumnKind::kText}},
    {"mediumtext", {ColumnKind::kText}},
    {"longtext", {ColumnKind::kText}},
    {"enum", {ColumnKind::kText}},
    {"set", {ColumnKind::kText}},
    {"uuid", {ColumnKind::kText}},
    {"inet4", {ColumnKind::kText}},
    {"inet6", {ColumnKind::kText}},
    {"tinyint", {ColumnKind::kInteger, 8, 0, true}},
    {"bit", {ColumnKind::kInteger, 64, 0, true}},
    {"smallint", {ColumnKind::kInteger, 16}},
    {"year", {ColumnKind::kInteger, 16}},
    {"mediumint", {ColumnKind::kInteger, 32}},
    {"int", {ColumnKind::kInteger, 32}},
    {"bigint", {ColumnKind::kInteger, 64}},
    {"decimal", {ColumnKind::kNumber}},
    {"float", {ColumnKind::kNumber}},
    {"double", {ColumnKind::kNumber}},
    {"date", {ColumnKind::kTemporal}},
    {"datetime", {ColumnKind::kTemporal}},
    {"timestamp", {ColumnKind::kTemporal}},
    {"time", {ColumnKind::kTemporal}},
    {"json", {ColumnKind::kJson}},
    {"binary", {ColumnKind::kBinary}},
    {"varbinary", {ColumnKind::kBinary}},
    {"tinyblob", {ColumnKind::kBinary}},
    {"blob", {ColumnKind::kBinary}},
    {"mediumblob", {ColumnKind::kBinary}},
    {"longblob", {ColumnKind::kBinary}},
};

/// The text of a column byte by byte: most collations take ü for u and a for A, and documents
/// differ.
std::string bytes_of(std::string_view quoted_column) {
  return fmt::format("CAST(CONVERT({} USING utf8mb4) AS BINARY)", quoted_column);
}

/// A column in an index; a text without a limit is indexed by its beginning.
std::string key_part(const Column& column) {
  constexpr std::uint32_t kWholeMax = 512;
  const auto& type = column.type;
  const bool is_long = type.kind == ColumnKind::kText &&
                       (type.characters_max == 0 || type.characters_max > kWholeMax);
  return quoted(column.name, '`') + (is_long ? "(191)" : "");
}

// Columns behind an outer join may be NULL, whatever they are in the table.
ShadowTable make_shadow(const Dialect& dialect, const Table& table,
                        const std::vector<std::size_t>& columns, std::string_view definition) {
  return {"penstock_shadow",
          fmt::format("DROP TEMPORARY TABLE IF EXISTS penstock_shadow;"
                      "CREATE TEMPORARY TABLE penstock_shadow{} ENGINE = InnoDB AS SELECT {}"
                      " FROM (SELECT 1 AS one) AS one LEFT JOIN {} ON FALSE WHERE FALSE",
                      definition, column_list(dialect, table, columns), table.quoted_name)};
}

// Error numbers of MariaDB (mariadb.com/kb/en/mariadb-error-codes), which MySQL shares below 1900.
constexpr NumberClass kNumberClasses[] = {
    {1146, FailureClass::kUnknownTable},  // No such table.
    {1046, FailureClass::kUnknownTable},  // No database selected.
    {1049, FailureClass::kUnknownTable},  // No such database.
    {1054, FailureClass::kUnknownColumn},
    {1216, FailureClass::kReference},
    {1217, FailureClass::kReference},
    {1451, FailureClass::kReference},
    {1452, FailureClass::kReference},
    {1044, FailureClass::kForbidden},  // Access to the database denied.
    {1045, FailureClass::kForbidden},  // Wrong password.
    {1130, FailureClass::kForbidden},  // The host may not connect.
    {1142, FailureClass::kForbidden},  // Command denied on a table.
    {1143, FailureClass::kForbidden},  // Command denied on a column.
    {1227, FailureClass::kForbidden},  // A privilege is needed.
    {1370, FailureClass::kForbidden},  // Routine denied.
    {1410, FailureClass::kForbidden},  // Not allowed to create a user.
    {1698, FailureClass::kForbidden},  // Access denied without a password.
    {1820, FailureClass::kForbidden},  // The password has expired.
    {1862, FailureClass::kForbidden},  // The password has expired.
    {3118, FailureClass::kForbidden},  // The account is locked (MySQL).
    {4151, FailureClass::kForbidden},  // The account is locked.
    {1020, FailureClass::kConflict},   // The row changed since it was read.
    {1213, FailureClass::kConflict},   // Deadlock.
    {1205, FailureClass::kTimeout},    // A lock was not given in time.
    {1969, FailureClass::kTimeout},    // max_statement_time.
    {3024, FailureClass::kTimeout},    // max_execution_time (MySQL).
    {1118, FailureClass::kDocument},   // The row is too long.
    {1153, FailureClass::kDocument},   // The statement is too long.
    {1265, FailureClass::kDocument},   // Data truncated: not in the ENUM, no number.
    {1292, FailureClass::kDocument},   // No date, no number.
    {1300, FailureClass::kDocument},   // No text in this character set.
    {1364, FailureClass::kDocument},   // No value and no default.
    {1366, FailureClass::kDocument},   // No integer, or text that the character set lacks.
    {1367, FailureClass::kDocument},   // A number beyond every double.
    {1369, FailureClass::kDocument},   // A view's check option.
    {1411, FailureClass::kDocument},   // A function does not take the value.
    {1416, FailureClass::kDocument},   // No geometry.
    {1525, FailureClass::kDocument},   // No value of that type.
    {1643, FailureClass::kDocument},   // A trigger that signals "not found".
    {1644, FailureClass::kDocument},   // A trigger's SIGNAL, whatever its SQLSTATE.
    {1690, FailureClass::kDocument},   // Out of range.
    {3140, FailureClass::kDocument},   // No JSON (MySQL).
    {3819, FailureClass::kDocument},   // CHECK (MySQL).
    {4025, FailureClass::kDocument},   // CHECK.
};

}  // namespace

std::string MariadbDialect::quote(std::string_view identifier) const {
  return quoted(identifier, '`');
}

// An unsigned integer may be any that fits 64 bits; its own range the destination checks.
ColumnType MariadbDialect::column_type(std::string_view declared) const {
  const auto name = declared.substr(0, declared.find_first_of("( "));
  auto type = find_type(kTypes, name, declared);
  if (type.kind == ColumnKind::kInteger && declared.find("unsigned") != std::string_view::npos) {
    type.integer_bits = 64;
  }
  return type;
}

FailureClass MariadbDialect::classify(std::string_view code) const {
  std::int64_t number = 0;
  std::from_chars(code.data(), code.data() + code.size(), number);
  if (const auto known = class_of_number(kNumberClasses, number)) return *known;
  const auto state = code.substr(std::min(code.find(' '), code.size() - 1) + 1);
  constexpr std::string_view kRaisedByTrigger = "45";
  return state.starts_with(kRaisedByTrigger) ? FailureClass::kDocument : class_of_state(state);
}

std::string_view MariadbDialect::tables_query() const { return kTablesQuery; }
std::string_view MariadbDialect::listing_query() const { return kListingQuery; }
std::string_view MariadbDialect::columns_query() const { return kColumnsQuery; }
std::string_view MariadbDialect::parents_query() const { return kParentsQuery; }

std::string_view MariadbDialect::cascades_query() const { return kCascadesQuery; }
std::string_view MariadbDialect::index_query() const { return kIndexQuery; }

std::string_view MariadbDialect::type_for(ValueKind kind) const {
  switch (kind) {
    case ValueKind::kBytes: return "longblob";
    case ValueKind::kDocumentId: return "varchar(512)";
    case ValueKind::kText: return "longtext";
    case ValueKind::kInteger: return "bigint";
    case ValueKind::kNumber: return "decimal(38, 10)";
    case ValueKind::kBoolean: return "boolean";
    case ValueKind::kMoment: return "datetime(6)";
    case ValueKind::kJson: return "json";
  }
  return "longtext";
}

std::string MariadbDialect::index_statement(const Table& table) const {
  return fmt::format("CREATE INDEX {} ON {} ({})", id_index_name(*this, table), table.quoted_name,
                     key_part(table.id()));
}

// By the index first, in the column's own collation, then to the letter.
std::string MariadbDialect::id_type_statement(const Table& table) const {
  return fmt::format("ALTER TABLE {} MODIFY {} {}", table.quoted_name, quote(table.id().name),
                     type_for(ValueKind::kDocumentId));
}

std::string MariadbDialect::erase_statement(const Table& table) const {
  const auto id = quote(table.id().name);
  return fmt::format("DELETE FROM {} WHERE {} IN (?1) AND {} IN (?1)", table.quoted_name, id,
                     bytes_of(id));
}

std::string MariadbDialect::span_statement(const Table& table, std::size_t count_max) const {
  return fmt::format("SELECT {0} FROM {1} WHERE {0} >= ?1 AND {0} <= ?2 LIMIT {2}",
                     quote(table.id().name), table.quoted_name, count_max);
}

// The order is that of the collation and then of the bytes, so that the index finds a page's begin.
std::string MariadbDialect::held_statement(const Table& table, std::size_t count_max) const {
  const auto id = quote(table.id().name);
  return fmt::format(
      "SELECT {0} AS held FROM {1} WHERE {2} >= ?1 AND ({2} > ?1 OR {0} > ?1)"
      " GROUP BY {2}, held ORDER BY {2}, held LIMIT {3}",
      bytes_of(id), table.quoted_name, id, count_max);
}

// The server's own text of a value tells it apart. Bytes need not be text, and may be many.
std::string MariadbDialect::read_statement(const Table& table,
                                           const std::vector<std::size_t>& columns) const {
  std::string values;
  for (const auto column : columns) {
    const auto name = quote(table.columns[column].name);
    const bool is_binary = table.columns[column].type.kind == ColumnKind::kBinary;
    values += is_binary ? fmt::format(", MD5({})", name) : ", " + name;
  }
  const auto id = quote(table.id().name);
  return fmt::format("SELECT {0}{1} FROM {2} WHERE {3} IN (?1) AND {0} IN (?1)", bytes_of(id),
                     values, table.quoted_name, id);
}

ShadowTable MariadbDialect::shadow(const Table& table,
                                   const std::vector<std::size_t>& columns) const {
  return make_shadow(*this, table, columns, "");
}

MergeStatements MariadbDialect::merge(const Table& table,
                                      const std::vector<std::size_t>& columns) const {
  constexpr MergeWords kWords{
      .form = UpdateForm::kJoin,
      .same_id =
          [](std::string_view left, std::string_view right) {
            return fmt::format("{0} = {1} AND BINARY {0} = BINARY {1}", left, right);
          },
      .differ =
          [](const ColumnType&, std::string_view left, std::string_view right) {
            return fmt::format("NOT (BINARY {} <=> BINARY {})", left, right);
          }};
  const auto key = fmt::format(" (INDEX ({}))", key_part(table.id()));
  return merge_statements(*this, kWords, table, columns, make_shadow(*this, table, columns, key));
}

std::string MariadbDialect::insert_statement(const Table& table,
                                             const std::vector<std::size_t>& columns) const {
  return fmt::format("INSERT INTO {} ({}) VALUES ", table.quoted_name,
                     column_list(*this, table, columns));
}

std::string_view MariadbDialect::begin_part() const { return "SAVEPOINT part"; }
std::string_view MariadbDialect::end_part() const { return "RELEASE SAVEPOINT part"; }
std::string_view MariadbDialect::undo_part() const {
  return "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part";
}

const CheckpointStatements& MariadbDialect::checkpoint() const { return kCheckpoint; }

// Reading what is committed, a DELETE by id locks no gaps between ids, which other tasks write to.
std::string MariadbDialect::session_statements(const SessionLimits& limits) {
  return fmt::format(
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_IN_DATE,"
      "NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00',"
      " innodb_lock_wait_timeout = {1}, lock_wait_timeout = {1}"
      " /*M!, max_statement_time = {0}, idle_transaction_timeout = {1}, wait_timeout = 31536000 */;"
      "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
      limits.statement.count(), limits.lock.count());
}

}  // namespace penstock::etl::sql
