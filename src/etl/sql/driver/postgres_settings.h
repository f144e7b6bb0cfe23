#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace penstock::etl::sql {

/// How to reach a PostgreSQL server, in libpq's words. Holds secrets: never log it.
struct PostgresSettings {
  std::vector<std::pair<std::string, std::string>> keywords;
  std::vector<std::string> secrets;  ///< What must not occur in a message.
  std::optional<std::uint32_t> command_timeout_s;
  /// Npgsql's `Integrated Security`: who this process is suffices (peer, GSS), no password is sent.
  bool uses_own_identity = false;

  /// From Npgsql's form (`Host=db;Username=me;Password=x;SSL Mode=Require`), libpq's URI
  /// (`postgresql://me@db/shop`) or libpq's keywords (`host=db dbname=shop`). What the text does
  /// not say is added: application name, encoding, limits of time for a dead network.
  /// Errors: kInvalidArgument, without any text of the connection string.
  static Result<PostgresSettings> parse(const std::string& connection_string);
};

}  // namespace penstock::etl::sql
