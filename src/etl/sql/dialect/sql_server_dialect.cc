#include "etl/sql/dialect/sql_server_dialect.h"

#include <fmt/format.h>

#include "etl/sql/dialect/failure_codes.h"
#include "etl/sql/dialect/merge_text.h"
#include "etl/sql/dialect/quoting.h"
#include "etl/sql/dialect/type_names.h"

namespace penstock::etl::sql {
namespace {

constexpr CheckpointStatements kCheckpoint{
    .exists = "SELECT 1 WHERE OBJECT_ID(N'penstock_etl_checkpoints', N'U') IS NOT NULL",
    // By code point, so that no collation takes two names for one; an index key has 1,700 bytes.
    .create =
        "IF OBJECT_ID(N'penstock_etl_checkpoints', N'U') IS NULL"
        " CREATE TABLE penstock_etl_checkpoints ("
        "source_database_id varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,"
        "task_name nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,"
        "script_name nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,"
        "generation bigint NOT NULL, epoch bigint NOT NULL, etag bigint NOT NULL,"
        "PRIMARY KEY NONCLUSTERED (source_database_id, task_name, script_name))",
    // The locks of the first statement keep out whoever else opens, until both are done.
    .open =
        "INSERT INTO penstock_etl_checkpoints"
        " (source_database_id, task_name, script_name, generation, epoch, etag)"
        " SELECT ?1, ?2, ?3, CAST(?4 AS bigint), 0, 0 WHERE NOT EXISTS (SELECT 1"
        " FROM penstock_etl_checkpoints WITH (UPDLOCK, HOLDLOCK)"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3);"
        "UPDATE penstock_etl_checkpoints SET epoch = epoch + 1, generation = CAST(?4 AS bigint),"
        " etag = CASE WHEN generation = CAST(?4 AS bigint) THEN etag ELSE 0 END"
        " OUTPUT inserted.epoch, inserted.etag"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3",
    // A row that is not as expected makes the server raise an error, as the column takes no NULL.
    .move =
        "UPDATE penstock_etl_checkpoints SET etag = CASE WHEN generation = CAST(?4 AS bigint)"
        " AND epoch = CAST(?5 AS bigint) AND etag = CAST(?6 AS bigint)"
        " THEN CAST(?7 AS bigint) ELSE NULL END"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3",
    .read =
        "SELECT generation, epoch, etag FROM penstock_etl_checkpoints"
        " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3",
    .other_source =
        "SELECT TOP (1) task_name, source_database_id FROM penstock_etl_checkpoints"
        " WHERE source_database_id <> ?1",
};

// Without a schema, where the server itself looks: in the user's own, then in dbo.
constexpr std::string_view kListingQuery = R"(
SELECT TOP (20000) TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE
FROM INFORMATION_SCHEMA.COLUMNS ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION)";

constexpr std::string_view kTablesQuery = R"(
SELECT s.name, o.name FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
WHERE o.type IN ('U', 'V') AND LOWER(o.name) = LOWER(?2)
  AND (LOWER(s.name) = LOWER(?1) OR ?1 = '' AND (s.name = SCHEMA_NAME()
       OR s.name = 'dbo' AND NOT EXISTS (
              SELECT 1 FROM sys.objects n WHERE n.schema_id = SCHEMA_ID() AND n.type IN ('U', 'V')
                AND LOWER(n.name) = LOWER(?2)))))";

// An INSTEAD OF trigger may fill in what must not be null.
constexpr std::string_view kColumnsQuery = R"(
SELECT c.name,
       TYPE_NAME(c.system_type_id) +
           CASE WHEN c.max_length <= 0 THEN ''
                WHEN TYPE_NAME(c.system_type_id) IN ('nvarchar', 'nchar')
                THEN '(' + CAST(c.max_length / 2 AS varchar(10)) + ')'
                WHEN TYPE_NAME(c.system_type_id) IN ('varchar', 'char')
                THEN '(' + CAST(c.max_length AS varchar(10)) + ')'
                ELSE '' END,
       CASE WHEN c.is_nullable = 0 AND NOT EXISTS (
                SELECT 1 FROM sys.triggers g
                WHERE g.parent_id = c.object_id AND g.is_instead_of_trigger = 1)
            THEN 't' ELSE 'f' END,
       CASE WHEN c.is_computed = 1 OR c.is_identity = 1
                OR TYPE_NAME(c.system_type_id) = 'timestamp'
                OR COLUMNPROPERTY(c.object_id, c.name, 'GeneratedAlwaysType') > 0
            THEN 't' ELSE 'f' END
FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id
JOIN sys.schemas s ON s.schema_id = o.schema_id
WHERE s.name = ?1 AND o.name = ?2 ORDER BY c.column_id)";

// Every key is checked at once.
constexpr std::string_view kParentsQuery = R"(
SELECT DISTINCT ps.name, p.name, 'f' FROM sys.foreign_keys k
JOIN sys.objects o ON o.object_id = k.parent_object_id
JOIN sys.schemas s ON s.schema_id = o.schema_id
JOIN sys.objects p ON p.object_id = k.referenced_object_id
JOIN sys.schemas ps ON ps.schema_id = p.schema_id
WHERE s.name = ?1 AND o.name = ?2)";

constexpr std::string_view kCascadesQuery = R"(
SELECT DISTINCT s.name, o.name FROM sys.foreign_keys k
JOIN sys.objects o ON o.object_id = k.parent_object_id
JOIN sys.schemas s ON s.schema_id = o.schema_id
JOIN sys.objects p ON p.object_id = k.referenced_object_id
JOIN sys.schemas ps ON ps.schema_id = p.schema_id
WHERE k.delete_referential_action = 1 AND ps.name = ?1 AND p.name = ?2)";

// Views have their indexes elsewhere, if any.
constexpr std::string_view kIndexQuery = R"(
SELECT 1 FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
WHERE s.name = ?1 AND o.name = ?2 AND (o.type = 'V' OR EXISTS (
    SELECT 1 FROM sys.indexes i
    JOIN sys.index_columns c ON c.object_id = i.object_id AND c.index_id = i.index_id
    WHERE i.object_id = o.object_id AND i.is_disabled = 0 AND i.has_filter = 0
      AND c.key_ordinal = 1 AND COL_NAME(c.object_id, c.column_id) = ?3)))";

/// The older types read no more than three digits of a second, and store moments with more.
constexpr std::string_view kAsMoment = "CAST(? AS datetime2)";
/// A NULL goes as a text, which does not become bytes by itself.
constexpr std::string_view kAsBytes = "CAST(? AS varbinary(max))";

// Parameters are nvarchar: an index over varchar is of no use to them unless they are converted.
constexpr TypeName kTypes[] = {
    {"varchar", {ColumnKind::kText, 0, kLengthAsDeclared, false, false, "CAST(? AS varchar(max))"}},
    {"char", {ColumnKind::kText, 0, kLengthAsDeclared, false, false, "CAST(? AS varchar(max))"}},
    {"nvarchar", {ColumnKind::kText, 0, kLengthAsDeclared}},
    {"nchar", {ColumnKind::kText, 0, kLengthAsDeclared}},
    {"text", {ColumnKind::kText}},
    {"ntext", {ColumnKind::kText}},
    {"bit", {ColumnKind::kBoolean}},
    {"tinyint", {ColumnKind::kInteger, 16}},
    {"smallint", {ColumnKind::kInteger, 16}},
    {"int", {ColumnKind::kInteger, 32}},
    {"bigint", {ColumnKind::kInteger, 64}},
    {"decimal", {ColumnKind::kNumber}},
    {"numeric", {ColumnKind::kNumber}},
    {"money", {ColumnKind::kNumber}},
    {"smallmoney", {ColumnKind::kNumber}},
    {"float", {ColumnKind::kNumber}},
    {"real", {ColumnKind::kNumber}},
    {"date", {ColumnKind::kTemporal, 0, 0, false, false, kAsMoment}},
    {"datetime", {ColumnKind::kTemporal, 0, 0, false, false, kAsMoment}},
    {"smalldatetime", {ColumnKind::kTemporal, 0, 0, false, false, kAsMoment}},
    {"datetime2", {ColumnKind::kTemporal, 0, 0, false, false, kAsMoment}},
    {"datetimeoffset", {ColumnKind::kTemporal, 0, 0, false, true}},
    {"time", {ColumnKind::kTemporal}},
    {"json", {ColumnKind::kJson}},
    {"binary", {ColumnKind::kBinary, 0, 0, false, false, kAsBytes}},
    {"varbinary", {ColumnKind::kBinary, 0, 0, false, false, kAsBytes}},
    {"image", {ColumnKind::kBinary, 0, 0, false, false, kAsBytes}},
};

// Error numbers of SQL Server (learn.microsoft.com, "Database Engine events and errors").
constexpr NumberClass kNumberClasses[] = {
    {208, FailureClass::kUnknownTable},
    {4060, FailureClass::kUnknownTable},  // No such database, or no way into it.
    {207, FailureClass::kUnknownColumn},
    {213, FailureClass::kUnknownColumn},  // Values do not match the columns.
    // A foreign key or a check: one number for both.
    {547, FailureClass::kReference},
    {1205, FailureClass::kConflict},    // Deadlock.
    {3960, FailureClass::kConflict},    // Snapshot isolation: somebody was quicker.
    {1222, FailureClass::kTimeout},     // A lock was not given in time.
    {229, FailureClass::kForbidden},    // Permission denied on an object.
    {230, FailureClass::kForbidden},    // Permission denied on a column.
    {262, FailureClass::kForbidden},    // CREATE TABLE denied.
    {916, FailureClass::kForbidden},    // No user of the database.
    {2760, FailureClass::kForbidden},   // No permission for the schema.
    {18452, FailureClass::kForbidden},  // Log-in from an untrusted domain.
    {18456, FailureClass::kForbidden},  // Log-in failed.
    {18470, FailureClass::kForbidden},  // The account is disabled.
    {18486, FailureClass::kForbidden},  // The account is locked.
    {18487, FailureClass::kForbidden},  // The password has expired.
    {18488, FailureClass::kForbidden},  // The password must be changed.
    {220, FailureClass::kDocument},     // Overflow of a small integer.
    {232, FailureClass::kDocument},     // Overflow.
    {235, FailureClass::kDocument},     // No money.
    {241, FailureClass::kDocument},     // No date.
    {242, FailureClass::kDocument},     // A date out of range.
    {245, FailureClass::kDocument},     // No number.
    {248, FailureClass::kDocument},     // Overflow of an integer.
    {271, FailureClass::kDocument},     // The column is computed.
    {295, FailureClass::kDocument},     // No smalldatetime.
    {339, FailureClass::kDocument},     // No value for this column.
    {515, FailureClass::kDocument},     // No NULL.
    {544, FailureClass::kDocument},     // The server numbers the rows.
    {550, FailureClass::kDocument},     // A view's WITH CHECK OPTION.
    {1946, FailureClass::kDocument},    // Too long for its index.
    {2601, FailureClass::kDocument},    // A unique index.
    {2627, FailureClass::kDocument},    // A unique constraint.
    {2628, FailureClass::kDocument},    // Too long; names the column.
    {3609, FailureClass::kDocument},    // A trigger ended the transaction.
    {8114, FailureClass::kDocument},    // No number.
    {8115, FailureClass::kDocument},    // Overflow of a decimal.
    {8152, FailureClass::kDocument},    // Too long.
    {8169, FailureClass::kDocument},    // No uniqueidentifier.
    {9420, FailureClass::kDocument},    // No XML.
};
/// From here on numbers are those of RAISERROR and THROW: a trigger's.
constexpr std::int64_t kUserNumbersBegin = 50'000;

/// The text of a column by code points, whatever the column's own collation holds for equal.
std::string exact(std::string_view expression) {
  return fmt::format("CAST({} AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2", expression);
}

/// The bytes of a value, which differ where its type, or the collation of a text, sees no
/// difference. Not every type becomes bytes, or is compared, as it is.
std::string bytes_of(const ColumnType& type, std::string_view value) {
  const bool is_text = type.kind == ColumnKind::kText || type.kind == ColumnKind::kJson;
  return is_text ? fmt::format("CAST(CAST({} AS nvarchar(max)) AS varbinary(max))", value)
                 : fmt::format("CAST({} AS varbinary(max))", value);
}

/// What ends a statement whose plan is not to be kept.
std::string plan_hint(const Table& table) {
  return table.forces_recompile ? " OPTION (RECOMPILE)" : "";
}

/// Whether an index takes the column on every server: its key has 900 bytes on the oldest.
bool fits_index(const ColumnType& type) {
  constexpr std::uint32_t kCharactersMax = 450;
  return type.kind != ColumnKind::kText ||
         (type.characters_max > 0 && type.characters_max <= kCharactersMax);
}

}  // namespace

std::string SqlServerDialect::quote(std::string_view identifier) const {
  return enclosed(identifier, '[', ']');
}

ColumnType SqlServerDialect::column_type(std::string_view declared) const {
  return find_type(kTypes, declared.substr(0, declared.find('(')), declared);
}

FailureClass SqlServerDialect::classify(std::string_view code) const {
  const auto [state, number] = odbc_code(code);
  if (const auto known = class_of_number(kNumberClasses, number)) return *known;
  if (number >= kUserNumbersBegin) return FailureClass::kDocument;
  if (state == "42S02") return FailureClass::kUnknownTable;
  if (state == "42S22") return FailureClass::kUnknownColumn;
  return class_of_state(state);
}

std::string_view SqlServerDialect::tables_query() const { return kTablesQuery; }
std::string_view SqlServerDialect::listing_query() const { return kListingQuery; }
std::string_view SqlServerDialect::columns_query() const { return kColumnsQuery; }
std::string_view SqlServerDialect::parents_query() const { return kParentsQuery; }

std::string_view SqlServerDialect::cascades_query() const { return kCascadesQuery; }
std::string_view SqlServerDialect::index_query() const { return kIndexQuery; }

// An index key has 900 bytes on the oldest servers.
std::string_view SqlServerDialect::type_for(ValueKind kind) const {
  switch (kind) {
    case ValueKind::kBytes: return "varbinary(max)";
    case ValueKind::kDocumentId: return "nvarchar(450)";
    case ValueKind::kInteger: return "bigint";
    case ValueKind::kNumber: return "decimal(38, 10)";
    case ValueKind::kBoolean: return "bit";
    case ValueKind::kMoment: return "datetimeoffset";
    case ValueKind::kText:
    case ValueKind::kJson: return "nvarchar(max)";
  }
  return "nvarchar(max)";
}

std::string SqlServerDialect::id_type_statement(const Table& table) const {
  return fmt::format("ALTER TABLE {} ALTER COLUMN {} {}", table.quoted_name, quote(table.id().name),
                     type_for(ValueKind::kDocumentId));
}

std::string SqlServerDialect::erase_statement(const Table& table) const {
  return to_the_letter(OdbcDialect::erase_statement(table), table) + plan_hint(table);
}

std::string SqlServerDialect::insert_statement(const Table& table,
                                               const std::vector<std::size_t>& columns) const {
  return OdbcDialect::insert_statement(table, columns) + plan_hint(table);
}

std::string SqlServerDialect::read_statement(const Table& table,
                                             const std::vector<std::size_t>& columns) const {
  return to_the_letter(OdbcDialect::read_statement(table, columns), table);
}

// By the index first, in the column's own collation, then to the letter. Ids that are no text, such
// as a uniqueidentifier, are equal in one way only.
std::string SqlServerDialect::to_the_letter(std::string statement, const Table& table) const {
  if (table.id().type.kind != ColumnKind::kText) return statement;
  return fmt::format("{} AND {} IN ({{{}}})", statement, exact(quote(table.id().name)),
                     exact(marker(table.id(), "?1")));
}

// The order is that of the collation and then of code points, so that the index finds a page's
// begin.
std::string SqlServerDialect::held_statement(const Table& table, std::size_t count_max) const {
  const auto id = quote(table.id().name);
  const auto letters = exact(id);
  return fmt::format(
      "SELECT TOP ({4}) {0} FROM {1} WHERE {2} >= {3} AND ({2} > {3} OR {0} > ?1)"
      " GROUP BY {2}, {0} ORDER BY {2}, {0}",
      letters, table.quoted_name, id, marker(table.id(), "?1"), count_max);
}

// Columns behind an outer join may be NULL, whatever they are in the table, and are not numbered.
ShadowTable SqlServerDialect::shadow(const Table& table,
                                     const std::vector<std::size_t>& columns) const {
  return {"#penstock_shadow",
          fmt::format("IF OBJECT_ID('tempdb..#penstock_shadow') IS NOT NULL"
                      " DROP TABLE #penstock_shadow;"
                      "SELECT {} INTO #penstock_shadow FROM (SELECT 1 AS one) AS o"
                      " LEFT JOIN {} AS t ON 1 = 0 WHERE 1 = 0",
                      column_list(*this, table, columns, "t."), table.quoted_name)};
}

MergeStatements SqlServerDialect::merge(const Table& table,
                                        const std::vector<std::size_t>& columns) const {
  constexpr MergeWords kWords{
      .form = UpdateForm::kFromJoin,
      .same_id =
          [](std::string_view left, std::string_view right) {
            return fmt::format("{} = {} AND {} = {}", left, right, exact(left), exact(right));
          },
      .differ =
          [](const ColumnType& type, std::string_view left, std::string_view right) {
            return fmt::format("EXISTS (SELECT {} EXCEPT SELECT {})", bytes_of(type, left),
                               bytes_of(type, right));
          }};
  auto made = shadow(table, columns);
  if (fits_index(table.id().type)) {
    made.create += fmt::format(";CREATE INDEX penstock_shadow_key ON {} ({})", made.quoted_name,
                               quote(table.id().name));
  }
  auto ordinary = table;
  ordinary.forces_recompile = false;
  auto merge = merge_statements(*this, kWords, ordinary, columns, std::move(made));
  for (auto* statement : {&merge.remove, &merge.update, &merge.insert}) {
    if (!statement->empty()) *statement += plan_hint(table);
  }
  return merge;
}

std::string_view SqlServerDialect::begin_part() const { return "SAVE TRANSACTION part"; }
std::string_view SqlServerDialect::end_part() const { return {}; }
std::string_view SqlServerDialect::undo_part() const { return "ROLLBACK TRANSACTION part"; }

const CheckpointStatements& SqlServerDialect::checkpoint() const { return kCheckpoint; }

// Conversions that fail end it, and so does a ROLLBACK in a trigger.
std::string_view SqlServerDialect::transaction_query() const {
  return "SELECT 1 WHERE @@TRANCOUNT > 0";
}

// An error undoes its statement and not the transaction, as far as the server lets that choose.
std::string SqlServerDialect::session_statements(const SessionLimits& limits) const {
  return fmt::format(
      "SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL,"
      " QUOTED_IDENTIFIER ON; SET NUMERIC_ROUNDABORT, NOCOUNT, XACT_ABORT OFF;"
      "SET DATEFORMAT ymd; SET LOCK_TIMEOUT {}",
      std::chrono::milliseconds(limits.lock).count());
}

}  // namespace penstock::etl::sql
