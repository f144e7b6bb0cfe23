#pragma once

#include <memory>
#include <string>
#include <vector>

#include "etl/sql/sql_configuration.h"
#include "support/database_program.h"

namespace penstock::testing {

/// What tests have to know of a product's SQL.
struct SqlTraits {
  char quote;                ///< On both sides of a name.
  const char* double_type;   ///< 64-bit floating point.
  const char* moment_type;   ///< Date and time; UTC, if it has offsets.
  const char* json_type;     ///< In which 5 and the text "5" are two things.
  const char* text_of_five;  ///< A literal: that text for such a column, or one that its driver
                             ///< tells from 5.
  const char* row_version;   ///< A column that is new in every version of a row, or null.
  bool has_types;            ///< A column takes values of its type and length only.
  bool names_every_column;   ///< Even "" is a name.
  /// Statements that make an update of {1} in table {0} count itself in the row's Writes.
  const char* count_updates;
};

/// An empty database of one relational product, for one test.
class SqlProduct {
 public:
  virtual ~SqlProduct() = default;

  virtual const SqlTraits& traits() const = 0;

  /// Statements that every product here understands. Ends the test if one fails.
  virtual SqlRows query(const std::string& sql) = 0;

  /// Factory, connection string and folder; the tables are the test's.
  virtual etl::sql::SqlConfiguration configuration() const = 0;
};

/// The same of a product that is a server, which all tests share.
class SqlServerProduct : public SqlProduct {
 public:
  /// On 127.0.0.1; configuration() names it.
  virtual int port() const = 0;

  /// As in a power cut; restart() brings the server back with all that was committed.
  virtual void crash() = 0;
  virtual void restart() = 0;

  /// Runs statements in a session that lives as long as the result, with the locks that it takes.
  virtual std::shared_ptr<void> hold(const std::string& sql) = 0;
  /// Runs statements in a transaction that a deadlock spares: it ends the other one.
  virtual void insist(const std::string& sql) = 0;
  /// As an administrator would: ends the sessions that have a transaction open.
  virtual void end_sessions() = 0;
  /// Whether some session waits for a lock.
  virtual bool has_blocked_session() = 0;
  /// configuration() of a user who may write this table and read it, and make none.
  virtual etl::sql::SqlConfiguration narrow_configuration(const std::string& table) = 0;
  /// Lets that user make the table of checkpoints.
  virtual void allow_checkpoints() = 0;
  /// Makes a table `slow` with the column `id`; inserting a row takes ten minutes.
  virtual void create_slow_table() = 0;
};

/// PostgreSQL with every batch going statement by statement, as only large ones do otherwise.
inline constexpr const char* kPostgresInSteps = "PostgreSQLInSteps";
/// MariaDB that takes no arrays of parameters, as MySQL does not.
inline constexpr const char* kMariadbWithoutArrays = "MariaDBWithoutArrays";

/// The names of the products, and those of servers among them.
std::vector<std::string> product_names();
std::vector<std::string> server_product_names();
/// Products once more, where they go another way: not among the names above.
std::vector<std::string> variant_names();

/// Null, with the reason, where the product's server is not installed.
std::unique_ptr<SqlProduct> make_product(const std::string& name, std::string& why_not);

}  // namespace penstock::testing
