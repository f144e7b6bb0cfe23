#include "etl/sql/trial.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "etl/sql/batch_writer.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {
namespace {

/// The rows that a table has of a document now, without the id that they were found by.
Result<std::vector<QueryRow>> rows_of(Connection& connection, const Dialect& dialect,
                                      const Table& table, std::string_view id) {
  auto found =
      connection.read(dialect.read_statement(table, all_columns(table)), {&id, std::size_t{1}});
  if (!found.ok()) return found.failure->to_error().within("reading table " + table.name);
  found.rows.resize(std::min(found.rows.size(), kTrialRowsMax));
  for (auto& row : found.rows) row.erase(row.begin());
  return std::move(found.rows);
}

Result<void> read_before(Connection& connection, const Dialect& dialect, const Catalogue& catalogue,
                         std::string_view id, TrialOutcome& outcome) {
  for (const auto& table : catalogue.tables) {
    TrialTable shown;
    shown.table = table.configured_name;
    for (const auto& column : table.columns) shown.columns.push_back(column.name);
    shown.before = TRY(rows_of(connection, dialect, table, id));
    outcome.tables.push_back(std::move(shown));
  }
  return {};
}

Result<void> read_after(Connection& connection, const Dialect& dialect, const Catalogue& catalogue,
                        std::string_view id, TrialOutcome& outcome) {
  for (std::size_t i = 0; i < catalogue.tables.size(); ++i) {
    outcome.tables[i].after = TRY(rows_of(connection, dialect, catalogue.tables[i], id));
  }
  return {};
}

/// In an open transaction.
Result<TrialOutcome> load(Connection& connection, const Dialect& dialect, const LoadBatch& batch,
                          const EncodedBatch& encoded) {
  TrialOutcome outcome;
  const auto& catalogue = *encoded.catalogue;
  const std::string_view id = batch.documents.front().id;
  TRY(read_before(connection, dialect, catalogue, id, outcome));
  if (!encoded.rejected.empty()) {
    outcome.refusal = encoded.rejected.front().message;
    return outcome;
  }
  EarlierRows earlier_rows(connection, dialect);
  BatchWriter writer(connection, dialect, earlier_rows, batch, encoded);
  auto result = writer.write_whole();
  if (result.ok()) result = connection.check_constraints();
  if (!result.ok()) {
    if (!is_fault_of_document(*result.failure)) return result.failure->to_error();
    writer.reject(0, *result.failure);
    outcome.refusal = writer.rejected().back().message;
    return outcome;
  }
  TRY(read_after(connection, dialect, catalogue, id, outcome));
  return outcome;
}

}  // namespace

Result<TrialOutcome> try_document(const SqlConfiguration& configuration,
                                  const std::vector<std::string>& targets,
                                  const DryRunOutcome& made, Clock& clock,
                                  const std::stop_token& stop) {
  const auto driver = TRY(make_driver(configuration.factory_name, configuration.connection_string,
                                      {configuration.options, configuration.command_timeout_s}));
  const auto connection = TRY(driver->connect(clock, stop));
  connection->watch(stop);
  auto catalogue = std::make_shared<const Catalogue>(
      TRY(read_catalogue(*connection, connection->dialect(), configuration, targets)));
  LoadBatch batch;
  batch.documents.push_back(made.document);
  batch.snapshot = made.snapshot;
  const auto encoded = encode_rows(batch, std::move(catalogue), driver->row_format());
  if (auto begun = connection->begin(); !begun.ok()) return begun.failure->to_error();
  auto outcome = load(*connection, connection->dialect(), batch, encoded);
  connection->rollback();
  return outcome;
}

}  // namespace penstock::etl::sql
