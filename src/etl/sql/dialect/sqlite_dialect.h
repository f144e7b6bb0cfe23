#pragma once

#include "etl/sql/dialect/dialect.h"

namespace penstock::etl::sql {

/// SQLite 3.35 and newer. Immutable, thread-safe.
class SqliteDialect final : public Dialect {
 public:
  std::string quote(std::string_view identifier) const override;
  ColumnType column_type(std::string_view declared) const override;
  /// An extended result code in digits.
  FailureClass classify(std::string_view code) const override;
  std::string_view tables_query() const override;
  std::string_view listing_query() const override;
  std::string_view columns_query() const override;
  std::string_view parents_query() const override;
  std::string_view cascades_query() const override;
  std::string_view index_query() const override;
  std::string_view type_for(ValueKind kind) const override;
  std::string index_statement(const Table& table) const override;
  std::string erase_statement(const Table& table) const override;
  std::string span_statement(const Table& table, std::size_t count_max) const override;
  std::string held_statement(const Table& table, std::size_t count_max) const override;
  std::string read_statement(const Table& table,
                             const std::vector<std::size_t>& columns) const override;
  ShadowTable shadow(const Table& table, const std::vector<std::size_t>& columns) const override;
  MergeStatements merge(const Table& table, const std::vector<std::size_t>& columns) const override;
  std::string insert_statement(const Table& table,
                               const std::vector<std::size_t>& columns) const override;
  std::string_view begin_part() const override;
  std::string_view end_part() const override;
  std::string_view undo_part() const override;
  const CheckpointStatements& checkpoint() const override;
};

}  // namespace penstock::etl::sql
