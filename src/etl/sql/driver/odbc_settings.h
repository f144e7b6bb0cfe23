#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace penstock::etl::sql {

/// How to reach a database through ODBC. Holds secrets: never log it.
struct OdbcSettings {
  struct Word {
    std::string key;  ///< As ODBC drivers spell it.
    std::string value;
  };

  /// Names of drivers, the best first; '*' stands for a version, of which the highest is meant.
  /// Empty: a DSN is among the words.
  std::vector<std::string> drivers;
  std::vector<Word> words;
  std::string password;
  std::uint32_t connect_timeout_s = 15;
  std::optional<std::uint32_t> command_timeout_s;

  // Errors of all three: kInvalidArgument, without any text of the connection string but names.

  /// From the form of System.Data.Odbc: `Driver={MariaDB Unicode};Server=db;Uid=me;Pwd=x`, or
  /// `DSN=shop`. Keywords that might name files to load or to write are refused; they may stand in
  /// the server's own odbc.ini.
  static Result<OdbcSettings> parse_odbc(const std::string& connection_string);

  /// From the form of SqlClient: `Server=tcp:db,1433;Initial Catalog=shop;User Id=me;Password=x`.
  static Result<OdbcSettings> parse_sql_server(const std::string& connection_string);

  /// From the form of Oracle's managed provider: `Data Source=db:1521/shop;User Id=me;Password=x`.
  static Result<OdbcSettings> parse_oracle(const std::string& connection_string);

  /// What the driver manager is given; `driver` is empty for a DSN.
  std::string connection_text(const std::string& driver) const;

  /// What must not occur in a message.
  std::vector<std::string> secrets() const { return {password}; }
};

/// The first of `wanted`, as in OdbcSettings::drivers, that is among `installed`.
/// Errors: kNotFound, which names the installed ones.
Result<std::string> choose_driver(const std::vector<std::string>& wanted,
                                  const std::vector<std::string>& installed);

}  // namespace penstock::etl::sql
