#pragma once

#include "etl/sql/dialect/mariadb_dialect.h"
#include "etl/sql/dialect/odbc_dialect.h"
#include "etl/sql/dialect/postgres_dialect.h"
#include "etl/sql/dialect/sqlite_dialect.h"

namespace penstock::etl::sql {

/// `statement` with a list as OdbcDialect has it in place of every `native_list`.
std::string with_repeated_list(std::string statement, std::string_view native_list);

/// A product that also has a driver of its own: the same dialect, but for what goes by that
/// driver's bulk path. Immutable, thread-safe.
template <typename Native>
class OdbcAdapter : public OdbcDialect {
 public:
  std::string quote(std::string_view identifier) const override {
    return native_.quote(identifier);
  }
  ColumnType column_type(std::string_view declared) const override {
    return native_.column_type(declared);
  }
  std::string_view tables_query() const override { return native_.tables_query(); }
  std::string_view listing_query() const override { return native_.listing_query(); }
  std::string_view columns_query() const override { return native_.columns_query(); }
  std::string_view parents_query() const override { return native_.parents_query(); }
  std::string_view cascades_query() const override { return native_.cascades_query(); }
  std::string_view index_query() const override { return native_.index_query(); }
  std::string_view type_for(ValueKind kind) const override { return native_.type_for(kind); }
  std::string index_statement(const Table& table) const override {
    return native_.index_statement(table);
  }
  std::string id_type_statement(const Table& table) const override {
    return native_.id_type_statement(table);
  }
  std::string erase_statement(const Table& table) const override {
    return with_repeated_list(native_.erase_statement(table), list_);
  }
  std::string span_statement(const Table& table, std::size_t count_max) const override {
    return native_.span_statement(table, count_max);
  }
  std::string held_statement(const Table& table, std::size_t count_max) const override {
    return native_.held_statement(table, count_max);
  }
  std::string read_statement(const Table& table,
                             const std::vector<std::size_t>& columns) const override {
    return with_repeated_list(native_.read_statement(table, columns), list_);
  }
  ShadowTable shadow(const Table& table, const std::vector<std::size_t>& columns) const override {
    return native_.shadow(table, columns);
  }
  MergeStatements merge(const Table& table,
                        const std::vector<std::size_t>& columns) const override {
    auto statements = native_.merge(table, columns);
    statements.remove = with_repeated_list(std::move(statements.remove), list_);
    return statements;
  }
  std::string_view begin_part() const override { return native_.begin_part(); }
  std::string_view end_part() const override { return native_.end_part(); }
  std::string_view undo_part() const override { return native_.undo_part(); }
  const CheckpointStatements& checkpoint() const override { return native_.checkpoint(); }

 protected:
  /// `list`: how the native dialect writes that a value is one of many.
  explicit OdbcAdapter(std::string_view list) : list_(list) {}

  Native native_;

 private:
  std::string_view list_;
};

/// PostgreSQL, and what speaks like it.
class OdbcPostgresDialect final : public OdbcAdapter<PostgresDialect> {
 public:
  OdbcPostgresDialect() : OdbcAdapter(" = ANY($1)") {}
  FailureClass classify(std::string_view code) const override;
  std::string session_statements(const SessionLimits& limits) const override;
  std::string begin_statements(const SessionLimits& limits) const override;
  std::string_view check_statement() const override;
};

/// MariaDB and MySQL.
class OdbcMariadbDialect final : public OdbcAdapter<MariadbDialect> {
 public:
  OdbcMariadbDialect() : OdbcAdapter(" IN (?1)") {}
  FailureClass classify(std::string_view code) const override;
  std::string session_statements(const SessionLimits& limits) const override;
};

/// SQLite, whose driver gives no more than primary result codes and knows no RETURNING.
class OdbcSqliteDialect final : public OdbcAdapter<SqliteDialect> {
 public:
  OdbcSqliteDialect();
  const CheckpointStatements& checkpoint() const override { return checkpoint_; }
  FailureClass classify(std::string_view code) const override;
  std::string session_statements(const SessionLimits& limits) const override;
  std::string begin_statements(const SessionLimits& limits) const override;
  std::string_view check_statement() const override;

 private:
  CheckpointStatements checkpoint_;
};

}  // namespace penstock::etl::sql
