#include "etl/sql/dialect/oracle_dialect.h"

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
        "SELECT 1 FROM all_objects WHERE object_name = 'PENSTOCK_ETL_CHECKPOINTS'"
        " AND owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')",
    // Says that it exists if it does.
    .create =
        "CREATE TABLE penstock_etl_checkpoints ("
        "source_database_id VARCHAR2(64), task_name VARCHAR2(1024), script_name VARCHAR2(1024),"
        "generation NUMBER(19) NOT NULL, epoch NUMBER(19) NOT NULL, etag NUMBER(19) NOT NULL,"
        "PRIMARY KEY (source_database_id, task_name, script_name))",
    // One transaction: the row belongs to whoever updates it until the epoch is read.
    .open =
        "INSERT INTO penstock_etl_checkpoints"
        " (source_database_id, task_name, script_name, generation, epoch, etag)"
        " SELECT TO_CHAR(?1), TO_CHAR(?2), TO_CHAR(?3), TO_NUMBER(?4), 0, 0 FROM dual"
        " WHERE NOT EXISTS (SELECT 1 FROM penstock_etl_checkpoints"
        " WHERE source_database_id = TO_CHAR(?1) AND task_name = TO_CHAR(?2)"
        " AND script_name = TO_CHAR(?3));"
        "UPDATE penstock_etl_checkpoints SET epoch = epoch + 1, generation = TO_NUMBER(?4),"
        " etag = CASE WHEN generation = TO_NUMBER(?4) THEN etag ELSE 0 END"
        " WHERE source_database_id = TO_CHAR(?1) AND task_name = TO_CHAR(?2)"
        " AND script_name = TO_CHAR(?3);"
        "SELECT epoch, etag FROM penstock_etl_checkpoints"
        " WHERE source_database_id = TO_CHAR(?1) AND task_name = TO_CHAR(?2)"
        " AND script_name = TO_CHAR(?3)",
    // A row that is not as expected makes the server raise an error, as the column takes no NULL.
    .move =
        "UPDATE penstock_etl_checkpoints SET etag = CASE WHEN generation = TO_NUMBER(?4)"
        " AND epoch = TO_NUMBER(?5) AND etag = TO_NUMBER(?6) THEN TO_NUMBER(?7) ELSE NULL END"
        " WHERE source_database_id = TO_CHAR(?1) AND task_name = TO_CHAR(?2)"
        " AND script_name = TO_CHAR(?3)",
    .read =
        "SELECT generation, epoch, etag FROM penstock_etl_checkpoints"
        " WHERE source_database_id = TO_CHAR(?1) AND task_name = TO_CHAR(?2)"
        " AND script_name = TO_CHAR(?3)",
    .other_source =
        "SELECT task_name, source_database_id FROM penstock_etl_checkpoints"
        " WHERE source_database_id <> TO_CHAR(?1) FETCH FIRST 1 ROWS ONLY",
};

// An empty parameter is NULL here.
constexpr std::string_view kListingQuery = R"(
SELECT OWNER, TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM ALL_TAB_COLUMNS
WHERE OWNER = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')
ORDER BY TABLE_NAME, COLUMN_ID FETCH FIRST 20000 ROWS ONLY)";

constexpr std::string_view kTablesQuery = R"(
SELECT owner, object_name FROM all_objects
WHERE object_type IN ('TABLE', 'VIEW') AND UPPER(object_name) = UPPER(TO_CHAR(?2))
  AND (UPPER(owner) = UPPER(TO_CHAR(?1))
       OR TO_CHAR(?1) IS NULL AND owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')))";

// A trigger before the insert may fill in what must not be null.
constexpr std::string_view kColumnsQuery = R"(
SELECT c.column_name,
       c.data_type ||
           CASE WHEN c.data_type IN ('VARCHAR2', 'NVARCHAR2', 'CHAR', 'NCHAR')
                THEN '(' || c.char_length || ')'
                WHEN c.data_type = 'NUMBER' AND c.data_scale IS NOT NULL
                THEN '(' || COALESCE(c.data_precision, 38) || ',' || c.data_scale || ')' END,
       CASE WHEN c.nullable = 'N' AND NOT EXISTS (
                SELECT 1 FROM all_triggers g
                WHERE g.table_owner = c.owner AND g.table_name = c.table_name
                  AND g.status = 'ENABLED' AND g.triggering_event LIKE '%INSERT%'
                  AND (g.trigger_type = 'BEFORE EACH ROW' OR g.trigger_type LIKE 'INSTEAD OF%'))
            THEN 't' ELSE 'f' END,
       CASE WHEN c.virtual_column = 'YES' OR c.identity_column = 'YES' THEN 't' ELSE 'f' END
FROM all_tab_cols c
WHERE c.owner = TO_CHAR(?1) AND c.table_name = TO_CHAR(?2) AND c.hidden_column = 'NO'
ORDER BY c.column_id)";

constexpr std::string_view kParentsQuery = R"(
SELECT DISTINCT p.owner, p.table_name, CASE WHEN k.deferrable = 'DEFERRABLE' THEN 't' ELSE 'f' END
FROM all_constraints k
JOIN all_constraints p ON p.owner = k.r_owner AND p.constraint_name = k.r_constraint_name
WHERE k.constraint_type = 'R' AND k.owner = TO_CHAR(?1) AND k.table_name = TO_CHAR(?2))";

constexpr std::string_view kCascadesQuery = R"(
SELECT DISTINCT k.owner, k.table_name FROM all_constraints k
JOIN all_constraints p ON p.owner = k.r_owner AND p.constraint_name = k.r_constraint_name
WHERE k.constraint_type = 'R' AND k.delete_rule = 'CASCADE'
  AND p.owner = TO_CHAR(?1) AND p.table_name = TO_CHAR(?2))";

// Views have their indexes elsewhere, if any.
constexpr std::string_view kIndexQuery = R"(
SELECT 1 FROM all_ind_columns
WHERE table_owner = TO_CHAR(?1) AND table_name = TO_CHAR(?2) AND column_name = TO_CHAR(?3)
  AND column_position = 1
UNION ALL SELECT 1 FROM all_views WHERE owner = TO_CHAR(?1) AND view_name = TO_CHAR(?2))";

constexpr std::string_view kAsDate = "CAST(TO_TIMESTAMP(?, 'YYYY-MM-DD HH24:MI:SS.FF') AS DATE)";
constexpr std::string_view kAsMoment = "TO_TIMESTAMP(?, 'YYYY-MM-DD HH24:MI:SS.FF')";
constexpr std::string_view kAsMomentWithOffset =
    "TO_TIMESTAMP_TZ(REPLACE(REPLACE(?, 'T', ' '), 'Z', '+00:00'),"
    " 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM')";

// Parameters are NVARCHAR2: an index over VARCHAR2 is of no use to them unless they are converted.
constexpr TypeName kTypes[] = {
    {"VARCHAR2", {ColumnKind::kText, 0, kLengthAsDeclared, false, false, "TO_CHAR(?)"}},
    {"CHAR", {ColumnKind::kText, 0, kLengthAsDeclared, false, false, "TO_CHAR(?)"}},
    {"NVARCHAR2", {ColumnKind::kText, 0, kLengthAsDeclared}},
    {"NCHAR", {ColumnKind::kText, 0, kLengthAsDeclared}},
    {"CLOB", {ColumnKind::kText}},
    {"NCLOB", {ColumnKind::kText}},
    {"LONG", {ColumnKind::kText}},
    {"NUMBER", {ColumnKind::kNumber}},
    {"FLOAT", {ColumnKind::kNumber}},
    {"BINARY_FLOAT", {ColumnKind::kNumber}},
    {"BINARY_DOUBLE", {ColumnKind::kNumber}},
    {"BOOLEAN", {ColumnKind::kBoolean}},
    {"DATE", {ColumnKind::kTemporal, 0, 0, false, false, kAsDate}},
    {"JSON", {ColumnKind::kJson}},
    {"RAW", {ColumnKind::kBinary}},
    {"LONG RAW", {ColumnKind::kBinary}},
    {"BLOB", {ColumnKind::kBinary}},
    {"BFILE", {ColumnKind::kBinary}},
};

struct Size {
  std::uint32_t length = 0;
  std::uint32_t scale = 0;
};

/// Of "VARCHAR2(30)" and "NUMBER(10,0)"; zeros where there is no number.
Size size_of(std::string_view declared) {
  Size size;
  const auto open = declared.find('(');
  if (open == std::string_view::npos) return size;
  const char* end = declared.data() + declared.size();
  const auto read = std::from_chars(declared.data() + open + 1, end, size.length);
  if (read.ptr != end && *read.ptr == ',') std::from_chars(read.ptr + 1, end, size.scale);
  return size;
}

ColumnType number_type(std::string_view declared) {
  const auto [precision, scale] = size_of(declared);
  constexpr std::uint32_t kIntegerDigitsMax = 18;
  if (precision == 0 || precision > kIntegerDigitsMax || scale != 0) return {ColumnKind::kNumber};
  return {ColumnKind::kInteger, 64, 0, precision == 1};
}

ColumnType timestamp_type(std::string_view declared) {
  if (declared.ends_with("WITH TIME ZONE")) {
    return {ColumnKind::kTemporal, 0, 0, false, true, kAsMomentWithOffset};
  }
  return {ColumnKind::kTemporal, 0, 0, false, false, kAsMoment};
}

// Numbers of "ORA-" messages (docs.oracle.com, "Database Error Messages").
constexpr NumberClass kNumberClasses[] = {
    {942, FailureClass::kUnknownTable}, {904, FailureClass::kUnknownColumn},
    {2291, FailureClass::kReference},   // No parent.
    {2292, FailureClass::kReference},   // A child exists.
    {60, FailureClass::kConflict},      // Deadlock.
    {8177, FailureClass::kConflict},    // Serialization.
    {54, FailureClass::kTimeout},       // A lock was not given in time.
    {1013, FailureClass::kTimeout},     // Cancelled.
    {30006, FailureClass::kTimeout},    // A lock was not given in time.
    {1017, FailureClass::kForbidden},   // Wrong name or password.
    {1031, FailureClass::kForbidden},   // Privileges are missing.
    {1045, FailureClass::kForbidden},   // May not log in.
    {1950, FailureClass::kForbidden},   // No quota on the tablespace.
    {28000, FailureClass::kForbidden},  // The account is locked.
    {28001, FailureClass::kForbidden},  // The password has expired.
    {1, FailureClass::kDocument},       // A unique constraint.
    {1400, FailureClass::kDocument},    // No NULL into a new row.
    {1402, FailureClass::kDocument},    // A view's WITH CHECK OPTION.
    {1407, FailureClass::kDocument},    // No NULL in place of a value.
    {1426, FailureClass::kDocument},    // Overflow.
    {1438, FailureClass::kDocument},    // More digits than the column has.
    {1450, FailureClass::kDocument},    // Too long for its index.
    {1461, FailureClass::kDocument},    // Too long for a VARCHAR2.
    {1722, FailureClass::kDocument},    // No number.
    {2290, FailureClass::kDocument},    // A check.
    {6502, FailureClass::kDocument},    // A conversion in a trigger.
    {12899, FailureClass::kDocument},   // Too long; names the column.
    {32795, FailureClass::kDocument},   // The server numbers the rows.
    {40441, FailureClass::kDocument},   // No JSON.
    {54013, FailureClass::kDocument},   // The column is computed.
};
// Texts that are no dates or times, from "invalid format" to "not in its month".
constexpr std::int64_t kDateNumbersBegin = 1'810;
constexpr std::int64_t kDateNumbersEnd = 1'900;
// RAISE_APPLICATION_ERROR: a trigger's.
constexpr std::int64_t kUserNumbersBegin = 20'000;
constexpr std::int64_t kUserNumbersEnd = 21'000;

/// Large objects and JSON are compared by functions, which know no NULL. One moment with two
/// offsets is two values. Of a type that cannot be compared at all every value is another one.
std::string differ(const ColumnType& type, std::string_view left, std::string_view right) {
  const auto by_function = [&](std::string_view condition) {
    return fmt::format(
        "({0} IS NULL AND {1} IS NOT NULL OR {0} IS NOT NULL AND {1} IS NULL OR {2})", left, right,
        condition);
  };
  const bool is_large = type.kind == ColumnKind::kText && type.characters_max == 0;
  if (is_large || type.kind == ColumnKind::kBinary) {
    return by_function(fmt::format("DBMS_LOB.COMPARE({}, {}) <> 0", left, right));
  }
  if (type.kind == ColumnKind::kJson) {
    return by_function(fmt::format("NOT JSON_EQUAL({}, {})", left, right));
  }
  if (type.keeps_offset) {
    constexpr std::string_view kForm = "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM";
    return fmt::format("DECODE(TO_CHAR({0}, '{2}'), TO_CHAR({1}, '{2}'), 0, 1) = 1", left, right,
                       kForm);
  }
  return type.kind == ColumnKind::kOther ? "1 = 1"
                                         : fmt::format("DECODE({}, {}, 0, 1) = 1", left, right);
}

}  // namespace

std::string OracleDialect::quote(std::string_view identifier) const {
  return quoted(identifier, '"');
}

ColumnType OracleDialect::column_type(std::string_view declared) const {
  const auto name = declared.substr(0, declared.find('('));
  if (name == "NUMBER") return number_type(declared);
  if (name == "TIMESTAMP") return timestamp_type(declared);
  return find_type(kTypes, name, declared);
}

FailureClass OracleDialect::classify(std::string_view code) const {
  const auto [state, number] = odbc_code(code);
  if (const auto known = class_of_number(kNumberClasses, number)) return *known;
  const bool is_date = number >= kDateNumbersBegin && number < kDateNumbersEnd;
  const bool is_users = number >= kUserNumbersBegin && number < kUserNumbersEnd;
  if (is_date || is_users) return FailureClass::kDocument;
  return class_of_state(state);
}

std::string_view OracleDialect::tables_query() const { return kTablesQuery; }
std::string_view OracleDialect::listing_query() const { return kListingQuery; }
std::string_view OracleDialect::columns_query() const { return kColumnsQuery; }
std::string_view OracleDialect::parents_query() const { return kParentsQuery; }

std::string_view OracleDialect::cascades_query() const { return kCascadesQuery; }
std::string_view OracleDialect::index_query() const { return kIndexQuery; }

std::string OracleDialect::id_type_statement(const Table& table) const {
  return fmt::format("ALTER TABLE {} MODIFY ({} {})", table.quoted_name, quote(table.id().name),
                     type_for(ValueKind::kDocumentId));
}

std::string_view OracleDialect::type_for(ValueKind kind) const {
  switch (kind) {
    case ValueKind::kBytes: return "BLOB";
    case ValueKind::kDocumentId: return "VARCHAR2(512)";
    case ValueKind::kInteger: return "NUMBER(19)";
    case ValueKind::kNumber: return "NUMBER";
    case ValueKind::kBoolean: return "NUMBER(1)";
    case ValueKind::kMoment: return "TIMESTAMP WITH TIME ZONE";
    case ValueKind::kText:
    case ValueKind::kJson: return "CLOB";
  }
  return "CLOB";
}

// By code points, as every session says that texts are compared. Before the first page there is an
// empty id, which is NULL.
std::string OracleDialect::held_statement(const Table& table, std::size_t count_max) const {
  const auto id = quote(table.id().name);
  return fmt::format(
      "SELECT DISTINCT {0} FROM {1} WHERE {0} > COALESCE({2}, CHR(1)) ORDER BY 1"
      " FETCH FIRST {3} ROWS ONLY",
      id, table.quoted_name, marker(table.id(), "?1"), count_max);
}

// A private temporary table leaves the transaction alone. Columns behind an outer join may be NULL,
// whatever they are in the table.
ShadowTable OracleDialect::shadow(const Table& table,
                                  const std::vector<std::size_t>& columns) const {
  constexpr std::string_view kName = "ora$ptt_penstock_shadow";
  const auto create = fmt::format(
      "CREATE PRIVATE TEMPORARY TABLE {} AS SELECT {} FROM dual LEFT JOIN {} t ON 1 = 0"
      " WHERE 1 = 0",
      kName, column_list(*this, table, columns, "t."), table.quoted_name);
  return {std::string(kName),
          fmt::format("BEGIN BEGIN EXECUTE IMMEDIATE 'DROP TABLE {}';"
                      " EXCEPTION WHEN OTHERS THEN NULL; END; EXECUTE IMMEDIATE {}; END;",
                      kName, quoted(create, '\''))};
}

MergeStatements OracleDialect::merge(const Table& table,
                                     const std::vector<std::size_t>& columns) const {
  constexpr MergeWords kWords{
      .form = UpdateForm::kMerge,
      .same_id = [](std::string_view left,
                    std::string_view right) { return fmt::format("{} = {}", left, right); },
      .differ = differ};
  return merge_statements(*this, kWords, table, columns, shadow(table, columns));
}

std::string_view OracleDialect::begin_part() const {
  return "SAVEPOINT part; SET CONSTRAINTS ALL DEFERRED";
}
std::string_view OracleDialect::end_part() const { return {}; }
std::string_view OracleDialect::undo_part() const { return "ROLLBACK TO SAVEPOINT part"; }

const CheckpointStatements& OracleDialect::checkpoint() const { return kCheckpoint; }

std::string OracleDialect::session_statements(const SessionLimits& limits) const {
  return fmt::format(
      "ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,' NLS_COMP = BINARY NLS_SORT = BINARY"
      " TIME_ZONE = '+00:00' DDL_LOCK_TIMEOUT = {}",
      limits.lock.count());
}

std::string OracleDialect::begin_statements(const SessionLimits&) const {
  return "SET CONSTRAINTS ALL DEFERRED";
}

std::string_view OracleDialect::check_statement() const { return "SET CONSTRAINTS ALL IMMEDIATE"; }

}  // namespace penstock::etl::sql
