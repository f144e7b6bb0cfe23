#include "etl/sql/trial.h"

#include <memory>
#include <utility>

#include "etl/sql/batch_writer.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {
Result<std::optional<std::string>> try_document(const SqlConfiguration& configuration,
                                                const std::vector<std::string>& targets,
                                                const LoadDocument& document, Clock& clock,
                                                const std::stop_token& stop) {
  const auto driver = TRY(make_driver(configuration.factory_name, configuration.connection_string,
                                      {configuration.options, configuration.command_timeout_s}));
  const auto connection = TRY(driver->connect(clock, stop));
  connection->watch(stop);
  auto catalogue = std::make_shared<const Catalogue>(
      TRY(read_catalogue(*connection, driver->dialect(), configuration, targets)));
  LoadBatch batch;
  batch.documents.push_back(document);
  const auto encoded = encode_rows(batch, std::move(catalogue), driver->row_format());
  if (!encoded.rejected.empty()) return std::optional(encoded.rejected.front().message);
  BatchWriter writer(*connection, driver->dialect(), batch, encoded);
  auto result = connection->begin();
  if (result.ok()) result = writer.write_whole();
  if (result.ok()) result = connection->check_constraints();
  connection->rollback();
  if (result.ok()) return std::nullopt;
  if (is_fault_of_document(*result.failure)) return std::optional(result.failure->message);
  return result.failure->to_error();
}

}  // namespace penstock::etl::sql
