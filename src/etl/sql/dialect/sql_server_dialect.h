#pragma once

#include "etl/sql/dialect/odbc_dialect.h"

namespace penstock::etl::sql {

/// SQL Server 2012 and newer, Azure SQL Database. Immutable, thread-safe.
class SqlServerDialect final : public OdbcDialect {
 public:
  std::string quote(std::string_view identifier) const override;
  ColumnType column_type(std::string_view declared) const override;
  FailureClass classify(std::string_view code) const override;
  std::string_view tables_query() const override;
  std::string_view listing_query() const override;
  std::string_view columns_query() const override;
  std::string_view parents_query() const override;
  std::string_view cascades_query() const override;
  std::string_view index_query() const override;
  std::string_view type_for(ValueKind kind) const override;
  std::string id_type_statement(const Table& table) const override;
  std::string erase_statement(const Table& table) const override;
  std::string insert_statement(const Table& table,
                               const std::vector<std::size_t>& columns) const override;
  std::string held_statement(const Table& table, std::size_t count_max) const override;
  std::string read_statement(const Table& table,
                             const std::vector<std::size_t>& columns) const override;
  ShadowTable shadow(const Table& table, const std::vector<std::size_t>& columns) const override;
  MergeStatements merge(const Table& table, const std::vector<std::size_t>& columns) const override;
  std::string_view begin_part() const override;
  std::string_view end_part() const override;
  std::string_view undo_part() const override;
  const CheckpointStatements& checkpoint() const override;
  std::size_t plain_bytes_max() const override { return 8'000; }  // A varbinary of a number.
  std::string session_statements(const SessionLimits& limits) const override;
  std::string_view transaction_query() const override;

 private:
  /// A statement about document ids, which ends with a condition on them, with another: that they
  /// are the same to the letter.
  std::string to_the_letter(std::string statement, const Table& table) const;
};

}  // namespace penstock::etl::sql
