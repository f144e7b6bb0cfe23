#pragma once

#include <cstdint>

namespace penstock::security {

/// What a route asks of whoever calls it.
enum class Permission : std::uint8_t {
  kNone,          ///< Nothing: it answers everybody, also without a certificate.
  kRegistered,    ///< A certificate that is registered, with whatever clearance.
  kReadDatabase,  ///< Access to the database that the request names, at least so much.
  kWriteDatabase,
  kAdministerDatabase,
  kOperateServer,      ///< The clearance Operator.
  kAdministerCluster,  ///< The clearance ClusterAdmin.
};

}  // namespace penstock::security
