#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/changes/changes_connection.h"
#include "api/operations/operations.h"
#include "base/guarded.h"
#include "base/thread_pool.h"
#include "documents/database.h"

namespace penstock::api {

/// The clients of all databases that are told of changes, and the thread that filters for them.
/// Thread-safe.
class ChangesHost {
 public:
  /// At least as many as a server has connections.
  static constexpr std::size_t kConnectionsMax = 4096;

  ChangesHost();
  ~ChangesHost();  ///< Stops.
  ChangesHost(const ChangesHost&) = delete;
  ChangesHost& operator=(const ChangesHost&) = delete;

  /// A handler for one more client. Errors: kUnavailable beyond kConnectionsMax.
  Result<std::shared_ptr<http::WebSocketHandler>> connect(
      std::shared_ptr<documents::Database> database, std::shared_ptr<Operations> operations);

  /// Ends the conversations about a database that was deleted.
  void close(const documents::Database& database);

  /// Filters no more. The server has ended the connections before. May be called twice.
  void stop() { threads_.stop(); }

 private:
  using Connections = std::vector<std::weak_ptr<ChangesConnection>>;
  struct Table {
    std::map<std::string, Connections> by_database_id;
    std::size_t connections = 0;  ///< Entries, some of which may be gone.
  };
  static void drop_gone(Table& table);

  Guarded<Table> table_;
  ThreadPool threads_;
};

}  // namespace penstock::api
