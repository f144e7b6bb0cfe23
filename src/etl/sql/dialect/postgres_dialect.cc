#include "etl/sql/dialect/postgres_dialect.h"

#include <algorithm>

#include <fmt/format.h>

#include "etl/sql/dialect/failure_codes.h"
#include "etl/sql/dialect/merge_text.h"
#include "etl/sql/dialect/quoting.h"
#include "etl/sql/dialect/type_names.h"

namespace penstock::etl::sql {
namespace {

constexpr CheckpointStatements kCheckpoint{
    .exists = "SELECT 1 WHERE to_regclass('penstock_etl_checkpoints') IS NOT NULL",
    .create =
        "CREATE TABLE IF NOT EXISTS penstock_etl_checkpoints ("
        "source_database_id text, task_name text, script_name text,"
        "generation bigint NOT NULL, epoch bigint NOT NULL, etag bigint NOT NULL,"
        "PRIMARY KEY (source_database_id, task_name, script_name))",
    .open =
        "INSERT INTO penstock_etl_checkpoints AS c VALUES ($1, $2, $3, $4::bigint, 1, 0)"
        " ON CONFLICT (source_database_id, task_name, script_name) DO UPDATE"
        " SET epoch = c.epoch + 1, generation = excluded.generation,"
        " etag = CASE WHEN c.generation = excluded.generation THEN c.etag ELSE 0 END"
        " RETURNING epoch, etag",
    // No row to update makes the division fail, and a failed transaction cannot commit.
    .move =
        "WITH moved AS (UPDATE penstock_etl_checkpoints SET etag = $7::bigint"
        " WHERE source_database_id = $1 AND task_name = $2 AND script_name = $3"
        " AND generation = $4::bigint AND epoch = $5::bigint AND etag = $6::bigint"
        " RETURNING 1) SELECT 1 / count(*) FROM moved",
    .read =
        "SELECT generation, epoch, etag FROM penstock_etl_checkpoints"
        " WHERE source_database_id = $1 AND task_name = $2 AND script_name = $3",
    .other_source =
        "SELECT task_name, source_database_id FROM penstock_etl_checkpoints"
        " WHERE source_database_id <> $1 LIMIT 1",
};

// One level of domains is looked through; what is behind two is left to the server. A cast to a
// type with a limit would cut values that are too long: it stands without.
constexpr std::string_view kColumnsQuery = R"(
SELECT a.attname,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)
            ELSE format_type(a.atttypid, a.atttypmod) END,
       CASE WHEN a.attnotnull AND NOT EXISTS (  -- A row trigger before the insert may fill it in.
                SELECT FROM pg_trigger g WHERE g.tgrelid = a.attrelid AND g.tgtype & 7 = 7)
            THEN 't' ELSE 'f' END,
       CASE WHEN a.attgenerated <> '' THEN 't' ELSE 'f' END,
       CASE WHEN t.typtype <> 'd' THEN format_type(a.atttypid, -1)
            WHEN base.typtype <> 'd' THEN format_type(t.typbasetype, -1) END
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type base ON base.oid = t.typbasetype
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum)";

constexpr std::string_view kListingQuery = R"(
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
ORDER BY n.nspname, c.relname, a.attnum LIMIT 20000)";

constexpr std::string_view kTablesQuery = R"(
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'f') AND lower(c.relname) = lower($2)
  AND CASE WHEN $1 = '' THEN pg_table_is_visible(c.oid) ELSE lower(n.nspname) = lower($1) END)";

constexpr std::string_view kParentsQuery = R"(
SELECT pn.nspname, pc.relname, CASE WHEN k.condeferrable THEN 't' ELSE 'f' END
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class pc ON pc.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = pc.relnamespace
WHERE k.contype = 'f' AND n.nspname = $1 AND c.relname = $2)";

constexpr std::string_view kCascadesQuery = R"(
SELECT n.nspname, c.relname FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class pc ON pc.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = pc.relnamespace
WHERE k.contype = 'f' AND k.confdeltype = 'c' AND pn.nspname = $1 AND pc.relname = $2)";

// Views and foreign tables have their indexes elsewhere, if any.
constexpr std::string_view kIndexQuery = R"(
SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
  AND (c.relkind IN ('v', 'f') OR EXISTS (
      SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND a.attname = $3)))";

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> candidates) {
  return std::find(candidates.begin(), candidates.end(), text) != candidates.end();
}

}  // namespace

std::string PostgresDialect::quote(std::string_view identifier) const {
  return quoted(identifier, '"');
}

ColumnType PostgresDialect::column_type(std::string_view declared) const {
  if (declared.ends_with("]")) return {ColumnKind::kArray, 0, 0};
  const auto name = declared.substr(0, declared.find('('));
  if (is_any_of(name, {"text", "citext", "name"})) return {ColumnKind::kText, 0, 0};
  if (name.starts_with("character")) return {ColumnKind::kText, 0, declared_length(declared)};
  if (name == "smallint") return {ColumnKind::kInteger, 16, 0};
  if (name == "integer") return {ColumnKind::kInteger, 32, 0};
  if (name == "bigint") return {ColumnKind::kInteger, 64, 0};
  if (is_any_of(name, {"numeric", "double precision", "real"})) return {ColumnKind::kNumber, 0, 0};
  if (name == "boolean") return {ColumnKind::kBoolean, 0, 0};
  if (name == "date" || name.starts_with("time") || name.starts_with("interval")) {
    return {ColumnKind::kTemporal, 0, 0};
  }
  if (is_any_of(name, {"json", "jsonb"})) return {ColumnKind::kJson, 0, 0};
  if (name == "bytea") return {ColumnKind::kBinary, 0, 0};
  return {};
}

FailureClass PostgresDialect::classify(std::string_view code) const {
  if (code == "42P01") return FailureClass::kUnknownTable;
  if (code == "42703") return FailureClass::kUnknownColumn;
  if (code == "23503") return FailureClass::kReference;
  if (code == "42501") return FailureClass::kForbidden;
  if (is_any_of(code, {"57014", "25P03"})) return FailureClass::kTimeout;
  if (code == "3D000") return FailureClass::kUnknownTable;
  // A value too long for its index; raised by a trigger.
  if (code.starts_with("54") || code.starts_with("P0")) return FailureClass::kDocument;
  return class_of_state(code);
}

std::string_view PostgresDialect::tables_query() const { return kTablesQuery; }
std::string_view PostgresDialect::listing_query() const { return kListingQuery; }
std::string_view PostgresDialect::columns_query() const { return kColumnsQuery; }
std::string_view PostgresDialect::parents_query() const { return kParentsQuery; }

std::string_view PostgresDialect::cascades_query() const { return kCascadesQuery; }
std::string_view PostgresDialect::index_query() const { return kIndexQuery; }

std::string_view PostgresDialect::type_for(ValueKind kind) const {
  switch (kind) {
    case ValueKind::kBytes: return "bytea";
    case ValueKind::kDocumentId:
    case ValueKind::kText: return "text";
    case ValueKind::kInteger: return "bigint";
    case ValueKind::kNumber: return "numeric";
    case ValueKind::kBoolean: return "boolean";
    case ValueKind::kMoment: return "timestamp with time zone";
    case ValueKind::kJson: return "jsonb";
  }
  return "text";
}

std::string PostgresDialect::index_statement(const Table& table) const {
  return fmt::format("CREATE INDEX ON {} ({})", table.quoted_name, quote(table.id().name));
}

std::string PostgresDialect::erase_statement(const Table& table) const {
  return fmt::format("DELETE FROM {} WHERE {} = ANY($1)", table.quoted_name,
                     quote(table.id().name));
}

std::string PostgresDialect::erased_id(std::string_view literal) const {
  return fmt::format("ARRAY[{}]", literal);
}

std::string PostgresDialect::span_statement(const Table& table, std::size_t count_max) const {
  return fmt::format("SELECT CAST({0} AS text) FROM {1} WHERE {0} >= $1 AND {0} <= $2 LIMIT {2}",
                     quote(table.id().name), table.quoted_name, count_max);
}

std::string PostgresDialect::held_statement(const Table& table, std::size_t count_max) const {
  return fmt::format(
      "SELECT DISTINCT CAST({0} AS text) FROM {1} WHERE CAST({0} AS text) > $1 ORDER BY 1 LIMIT "
      "{2}",
      quote(table.id().name), table.quoted_name, count_max);
}

// The server's own text of a value tells it apart. Bytes may be many.
std::string PostgresDialect::read_statement(const Table& table,
                                            const std::vector<std::size_t>& columns) const {
  std::string values;
  for (const auto column : columns) {
    const auto name = quote(table.columns[column].name);
    const bool is_binary = table.columns[column].type.kind == ColumnKind::kBinary;
    values += is_binary ? fmt::format(", md5({})", name) : ", " + name;
  }
  return fmt::format("SELECT CAST({0} AS text){1} FROM {2} WHERE {0} = ANY($1)",
                     quote(table.id().name), values, table.quoted_name);
}

ShadowTable PostgresDialect::shadow(const Table& table,
                                    const std::vector<std::size_t>& columns) const {
  constexpr std::string_view kName = "pg_temp.penstock_shadow";
  return {std::string(kName),
          fmt::format("DROP TABLE IF EXISTS {0}; CREATE TEMPORARY TABLE penstock_shadow AS"
                      " SELECT {1} FROM {2} WITH NO DATA",
                      kName, column_list(*this, table, columns), table.quoted_name)};
}

// As texts, since not every type can be compared (json).
MergeStatements PostgresDialect::merge(const Table& table,
                                       const std::vector<std::size_t>& columns) const {
  constexpr MergeWords kWords{
      .form = UpdateForm::kFrom,
      .same_id = [](std::string_view left,
                    std::string_view right) { return fmt::format("{} = {}", left, right); },
      .differ =
          [](const ColumnType&, std::string_view left, std::string_view right) {
            return fmt::format("CAST({} AS text) IS DISTINCT FROM CAST({} AS text)", left, right);
          }};
  return merge_statements(*this, kWords, table, columns, shadow(table, columns));
}

std::string PostgresDialect::insert_statement(const Table& table,
                                              const std::vector<std::size_t>& columns) const {
  return fmt::format("COPY {} ({}) FROM STDIN", table.quoted_name,
                     column_list(*this, table, columns));
}

// One array a column. As COPY does it, columns that number themselves take the value they are
// given.
std::string PostgresDialect::request_insert_statement(
    const Table& table, const std::vector<std::size_t>& columns) const {
  std::string values;
  std::string arrays;
  std::string names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& type = table.columns[columns[i]].cast_type;
    if (type.empty()) return {};
    const auto* comma = i == 0 ? "" : ", ";
    values += fmt::format("{}CAST(v{} AS {})", comma, i + 1, type);
    arrays += fmt::format("{}${}::text[]", comma, i + 1);
    names += fmt::format("{}v{}", comma, i + 1);
  }
  return fmt::format("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM unnest({}) r({})",
                     table.quoted_name, column_list(*this, table, columns), values, arrays, names);
}

std::string_view PostgresDialect::begin_part() const {
  return "SAVEPOINT part; SET CONSTRAINTS ALL DEFERRED";
}
std::string_view PostgresDialect::end_part() const { return "RELEASE SAVEPOINT part"; }
std::string_view PostgresDialect::undo_part() const {
  return "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part";
}

const CheckpointStatements& PostgresDialect::checkpoint() const { return kCheckpoint; }

// Deletes go by an index whatever the planner believes about a table that it has no statistics of
// yet.
std::string PostgresDialect::begin_statements(const SessionLimits& limits) {
  return fmt::format(
      "SET CONSTRAINTS ALL DEFERRED; SET LOCAL statement_timeout = '{0}s';"
      "SET LOCAL lock_timeout = '{1}s'; SET LOCAL idle_in_transaction_session_timeout = '{1}s';"
      "SET LOCAL enable_seqscan = off",
      limits.statement.count(), limits.lock.count());
}

}  // namespace penstock::etl::sql
