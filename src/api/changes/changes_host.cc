#include "api/changes/changes_host.h"

#include <utility>

namespace penstock::api {

ChangesHost::ChangesHost() : threads_("changes", 1, kConnectionsMax) {}

ChangesHost::~ChangesHost() { stop(); }

Result<std::shared_ptr<http::WebSocketHandler>> ChangesHost::connect(
    std::shared_ptr<documents::Database> database, std::shared_ptr<Operations> operations) {
  const auto id = database->identity().id;
  auto connection =
      std::make_shared<ChangesConnection>(threads_, std::move(database), std::move(operations));
  const bool is_taken = table_.with([&](Table& table) {
    if (table.connections >= kConnectionsMax) drop_gone(table);
    if (table.connections >= kConnectionsMax) return false;
    table.by_database_id[id].push_back(connection);
    ++table.connections;
    return true;
  });
  if (is_taken) return std::shared_ptr<http::WebSocketHandler>(std::move(connection));
  return Error{ErrorCode::kUnavailable, "too many clients are told of changes already"};
}

void ChangesHost::close(const documents::Database& database) {
  const auto connections = table_.with([&](Table& table) -> Connections {
    auto found = table.by_database_id.extract(database.identity().id);
    if (!found) return {};
    table.connections -= found.mapped().size();
    return std::move(found.mapped());
  });
  for (const auto& weak : connections) {
    if (const auto connection = weak.lock()) {
      connection->close(http::WebSocketEnd::kGoingAway, "The database has been deleted.");
    }
  }
}

void ChangesHost::drop_gone(Table& table) {
  table.connections = 0;
  for (auto& [_, connections] : table.by_database_id) {
    std::erase_if(connections, [](const auto& weak) { return weak.expired(); });
    table.connections += connections.size();
  }
  std::erase_if(table.by_database_id, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace penstock::api
