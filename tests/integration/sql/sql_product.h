#pragma once

#include <memory>
#include <string>

#include "etl/sql/sql_configuration.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

namespace penstock::testing {

/// An empty database of one relational product, for one test.
class SqlProduct {
 public:
  virtual ~SqlProduct() = default;

  /// Statements that every product here understands. Ends the test if one fails.
  virtual SqlRows query(const std::string& sql) = 0;

  /// Factory, connection string and folder; the tables are the test's.
  virtual etl::sql::SqlConfiguration configuration() const = 0;
};

/// "PostgreSQL", "MariaDB" or "SQLite"; null, with the reason, where its server is not installed.
std::unique_ptr<SqlProduct> make_product(const std::string& name, std::string& why_not);

}  // namespace penstock::testing
