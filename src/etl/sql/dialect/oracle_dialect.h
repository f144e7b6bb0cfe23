#pragma once

#include "etl/sql/dialect/odbc_dialect.h"

namespace penstock::etl::sql {

/// Oracle Database 12.2 and newer. Its empty text is NULL. Immutable, thread-safe.
class OracleDialect final : public OdbcDialect {
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
  std::string held_statement(const Table& table, std::size_t count_max) const override;
  /// Needs Oracle 18, the first with tables of a session's own.
  ShadowTable shadow(const Table& table, const std::vector<std::size_t>& columns) const override;
  /// Needs Oracle 18 too.
  MergeStatements merge(const Table& table, const std::vector<std::size_t>& columns) const override;
  std::string_view begin_part() const override;
  std::string_view end_part() const override;
  std::string_view undo_part() const override;
  const CheckpointStatements& checkpoint() const override;
  std::size_t plain_bytes_max() const override { return 2'000; }  // A RAW.
  std::string session_statements(const SessionLimits& limits) const override;
  std::string begin_statements(const SessionLimits& limits) const override;
  std::string_view check_statement() const override;
};

}  // namespace penstock::etl::sql
