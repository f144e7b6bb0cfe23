#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// What the holder of a certificate may do, in the words of the protocol (section 13).
namespace penstock::security {

/// At the server as a whole, from the least to the most. From kOperator on all databases are open.
enum class Clearance : std::uint8_t {
  kValidUser,    ///< Only what its accesses to single databases allow.
  kOperator,     ///< Databases, and the certificates of users and operators.
  kClusterNode,  ///< A server. For now it may do what an operator may.
  kClusterAdmin,
};

/// To one database, from the least to the most.
enum class DatabaseAccess : std::uint8_t {
  kRead,
  kReadWrite,
  kAdmin,  ///< Its configuration as well: tasks, connection strings, revisions, expiration.
};

/// "ClusterAdmin", "ReadWrite".
std::string_view to_string(Clearance clearance);
std::string_view to_string(DatabaseAccess access);

/// Nothing for another word. The protocol compares them with case.
std::optional<Clearance> clearance_from(std::string_view text);
std::optional<DatabaseAccess> database_access_from(std::string_view text);

}  // namespace penstock::security
