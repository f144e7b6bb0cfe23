#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "etl/sql/driver/driver.h"

namespace penstock::app {

/// The SQLite file that the demo's SQL task writes to, as those who use its tables see it.
/// Confined to one thread.
class ShopTables {
 public:
  /// The values of a row as text; NULL is "null".
  using Row = std::vector<std::string>;

  /// Makes the file in `folder`, with the tables Orders and OrderLines, where a line needs its
  /// order. `clock` must outlive the object. Errors: kUnavailable or kForbidden if the file cannot
  /// be written.
  static Result<ShopTables> create(const std::filesystem::path& folder, Clock& clock);

  Result<std::vector<Row>> query(const std::string& sql);

 private:
  ShopTables(std::unique_ptr<etl::sql::Driver> driver,
             std::unique_ptr<etl::sql::Connection> connection);

  std::unique_ptr<etl::sql::Driver> driver_;  // Used by the connection.
  std::unique_ptr<etl::sql::Connection> connection_;
};

}  // namespace penstock::app
