#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace penstock::etl::sql {

/// How to reach a MariaDB or MySQL server. Holds secrets: never log it.
struct MariadbSettings {
  enum class Tls : std::uint8_t {
    kOff,
    kPreferred,  ///< If the server offers it; nobody is asked who the server is.
    kRequired,   ///< Or no connection; nobody is asked who the server is.
    kVerified,   ///< And a certificate that fits the host.
  };

  std::string host = "localhost";
  std::string socket;  ///< A path; if not empty, there is no host.
  std::uint16_t port = 3306;
  std::string user;
  std::string password;
  std::string database;  ///< May be empty.
  Tls tls = Tls::kPreferred;
  std::string tls_authority;    ///< Files in PEM; empty: what the system trusts.
  std::string tls_certificate;  ///< Of this client.
  std::string tls_key;
  /// `Integrated Security`: who this process is suffices (unix_socket, GSSAPI), no password is
  /// sent. Without a user it is the one of the operating system.
  bool uses_own_identity = false;
  std::uint32_t connect_timeout_s = 10;
  std::optional<std::uint32_t> command_timeout_s;

  /// From the form of MySql.Data and MySqlConnector:
  /// `Server=db;Port=3306;Database=shop;User Id=me;Password=x;SslMode=Required`.
  /// Errors: kInvalidArgument, without any text of the connection string.
  static Result<MariadbSettings> parse(const std::string& connection_string);

  /// What must not occur in a message.
  std::vector<std::string> secrets() const { return {password}; }
};

}  // namespace penstock::etl::sql
