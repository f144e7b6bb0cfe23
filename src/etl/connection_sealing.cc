#include "etl/connection_sealing.h"

#include <utility>

#include <fmt/format.h>

#include "base/json_member.h"
#include "base/text.h"

// In the database record, of a connection string that may hold a password:
//   {"Name":…,"Type":"Sql","FactoryName":…,"SealedConnectionString":"v1:<key>:<base64>"}
// sealed in the context "connection string <database id> <type> <name>".
namespace penstock::etl {
namespace {

namespace json = boost::json;

constexpr std::size_t kNameBytesShown = 200;

constexpr std::string_view kOpen = "ConnectionString";
constexpr std::string_view kSealed = "SealedConnectionString";

Error of_connection(const Error& error, const json::object& connection) {
  return error.within(fmt::format("the connection string '{}'",
                                  excerpt(string_member(connection, "Name"), kNameBytesShown)));
}

}  // namespace

json::object ConnectionSealing::seal(json::object connection) const {
  if (!connection.contains(kOpen)) return connection;
  const auto sealed = keys_.seal(string_member(connection, kOpen), context_of(connection));
  connection[kSealed] = sealed;
  connection.erase(kOpen);
  return connection;
}

Result<json::object> ConnectionSealing::open(json::object connection) const {
  if (!connection.contains(kSealed)) return connection;
  auto opened = keys_.open(string_member(connection, kSealed), context_of(connection));
  if (!opened) return of_connection(opened.error(), connection);
  connection[kOpen] = *std::move(opened);
  connection.erase(kSealed);
  return connection;
}

Result<bool> ConnectionSealing::is_current(const json::object& connection) const {
  if (connection.contains(kOpen)) return false;
  const auto key = TRY(sealing_key_of(connection));
  return key.empty() || key == keys_.newest().id();
}

std::string ConnectionSealing::context_of(const json::object& connection) const {
  return fmt::format("connection string {} {} {}", database_id_, string_member(connection, "Type"),
                     string_member(connection, "Name"));
}

Result<std::string> sealing_key_of(const json::object& connection) {
  if (!connection.contains(kSealed)) return std::string();
  auto key = security::sealing_key(string_member(connection, kSealed));
  if (!key) return of_connection(key.error(), connection);
  return key;
}

}  // namespace penstock::etl
