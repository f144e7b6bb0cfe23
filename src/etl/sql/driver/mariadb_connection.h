#pragma once

#include <memory>
#include <string>

#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/mariadb_session.h"
#include "etl/sql/driver/mariadb_settings.h"

namespace penstock::etl::sql {

/// A MariaDB or MySQL server as a destination. Confined to one thread.
class MariadbConnection final : public Connection {
 public:
  /// `dialect` and `clock` must outlive the connection. Errors: as Driver::connect().
  static Result<std::unique_ptr<Connection>> open(const MariadbSettings& settings,
                                                  SessionLimits limits, const Dialect& dialect,
                                                  Clock& clock, const std::stop_token& stop);

  ~MariadbConnection() override;
  MariadbConnection(const MariadbConnection&) = delete;
  MariadbConnection& operator=(const MariadbConnection&) = delete;

  const Dialect& dialect() const override { return dialect_; }
  void watch(std::stop_token stop) override;
  StatementResult execute(std::string_view statement,
                          std::span<const std::string> parameters) override;
  QueryResult query(std::string_view statement, std::span<const std::string> parameters) override;
  StatementResult begin() override;
  StatementResult check_constraints() override;
  StatementResult commit() override;
  void rollback() override;
  StatementResult erase(const std::string& statement,
                        std::span<const std::string_view> ids) override;
  StatementResult insert(const std::string& statement, const EncodedRows& rows) override;
  QueryResult read(const std::string& statement, std::span<const std::string_view> ids) override;

 private:
  MariadbConnection(const MariadbSettings& settings, SessionLimits limits, const Dialect& dialect,
                    Clock& clock, std::stop_token stop);

  MariadbAnswer request(std::string_view statement, std::span<const std::string> parameters);

  /// All rows, or none and why: as values of a prepared statement where that pays.
  StatementResult insert_part(const std::string& statement, const EncodedRows& rows);
  /// As values of a prepared statement; nothing if that has to be done with texts.
  std::optional<StatementResult> insert_array(const std::string& statement,
                                              const EncodedRows& rows);
  /// In statements of moderate length; the failure says which row it is about, if that is known.
  StatementResult insert_texts(const std::string& statement, EncodedRows rows);
  StatementResult insert_text(const std::string& statement, const EncodedRows& rows);
  /// The row that the failure of insert_text() is about, if the server names it and it is true.
  std::optional<std::size_t> culprit(const std::string& statement, const EncodedRows& rows,
                                     const SqlFailure& failure);
  /// The row of the last statement that the server's own words left out.
  std::optional<std::size_t> diagnosed_row();

  const MariadbSettings settings_;
  const Dialect& dialect_;
  Clock& clock_;
  MariadbSession session_;
};

}  // namespace penstock::etl::sql
