#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"

// How to reach a destination, in the shape of the wire protocol (section 11).
namespace penstock::etl {

enum class DestinationKind : std::uint8_t { kRaven, kSql };
inline constexpr DestinationKind kDestinationKinds[] = {DestinationKind::kRaven,
                                                        DestinationKind::kSql};

/// "Raven", "Sql": `EtlType` and the `Type` of a connection string.
std::string_view to_string(DestinationKind kind);
/// Ignores case. Nothing for the kinds that Penstock does not have.
std::optional<DestinationKind> destination_kind_from(std::string_view text);

/// "RavenEtl", "SqlEtl": the `TaskType` of a task.
std::string_view task_type(DestinationKind kind);
/// Ignores case. Nothing for the types that Penstock does not have.
std::optional<DestinationKind> destination_kind_from_task_type(std::string_view text);

/// How long the text of a SQL connection string may be.
inline constexpr std::size_t kConnectionStringBytesMax = std::size_t{16} << 10;

/// How to reach a destination. Immutable.
struct ConnectionString {
  std::string name;
  DestinationKind kind = DestinationKind::kRaven;
  // Raven:
  std::string database;
  std::vector<std::string> topology_discovery_urls;
  /// Of ours alone. The only key that is believed to be the servers', whoever vouches for it:
  /// SHA-256 of their public key in base64 (security::Certificate::public_key_pin). Empty: who has
  /// a certificate of an authority that this server believes.
  std::string server_public_key_pin;
  /// Of ours alone, and nothing that a client says: whoever stored it may write to `database`, if
  /// that is on this very server. A server takes what shows its own certificate for an
  /// administrator, and so would let anybody's task in.
  bool may_reach_own_server = false;
  // Sql:
  std::string factory_name;
  std::string connection_string;  ///< Holds secrets: never log it.

  /// What a client says. Errors: kInvalidArgument listing every problem; kInvalidArgument "not
  /// supported" for a kind that Penstock does not have.
  static Result<ConnectionString> parse(const boost::json::object& json);
  /// As it is kept in the database record, with secrets. Errors: as above.
  static Result<ConnectionString> from_record_json(const boost::json::object& json);
  boost::json::object to_record_json() const;
  /// With each secret replaced by kSecretMark (secrets.h), for people.
  boost::json::object to_masked_json() const;

  bool operator==(const ConnectionString&) const = default;
};

}  // namespace penstock::etl
