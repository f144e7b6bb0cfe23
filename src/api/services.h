#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/changes/changes_host.h"
#include "api/notifications/notification_host.h"
#include "api/operations/operation_host.h"
#include "api/server_notice.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "documents/database_backups.h"
#include "documents/database_registry.h"
#include "etl/etl_host.h"
#include "etl/sql/table_listing.h"
#include "etl/sql/trial.h"
#include "patch/patches.h"

namespace penstock::security {
class CertificateRegistry;
}  // namespace penstock::security

namespace penstock::api {

/// Announced to clients; they switch features on by it.
inline constexpr std::string_view kProtocolVersion = "7.2.2";

/// Connects once to a destination, to see whether it can be reached. Errors without secrets.
using ConnectionTest = std::function<Result<void>(const etl::ConnectionString&)>;

/// Loads what a dry run made as a task would, through that connection, and rolls it back. Errors
/// without secrets.
using SqlTrial = std::function<Result<etl::sql::TrialOutcome>(
    const etl::TaskDefinition&, const etl::ConnectionString&, const etl::DryRunOutcome&)>;

/// The tables of a relational destination. Errors without secrets.
using SqlTables = std::function<Result<std::vector<etl::sql::ListedTable>>(
    const std::string& factory_name, const std::string& connection_string)>;

/// What the endpoints work with. The references outlive the server. Thread-safe.
struct Services {
  documents::Databases& databases;
  documents::DatabaseBackups& backups;
  etl::EtlHost& etl;
  OperationHost& operations;
  patch::Patches& patches;
  ChangesHost& changes;
  NotificationHost& notifications;
  Clock& clock;
  Metrics& metrics;
  security::CertificateRegistry& certificates;
  std::string node_tag = "A";
  std::string server_id;  ///< A GUID, of this run of the server.
  ConnectionTest test_connection;
  SqlTrial try_sql_document = {};
  SqlTables list_sql_tables = {};
  /// Whether all of the server has started and none of it stops yet.
  std::function<bool()> is_ready = [] { return true; };
  ServerNotices notices = [] { return std::vector<ServerNotice>(); };
  /// Called when it was configured when documents expire or refresh.
  std::function<void()> sweep_configured = [] {};
};

}  // namespace penstock::api
