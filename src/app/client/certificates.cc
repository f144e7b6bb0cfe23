#include "app/client/certificates.h"

#include <utility>

#include <boost/json/serialize.hpp>

#include "app/client/json_members.h"
#include "base/sha256.h"
#include "http/url.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

constexpr const char* kPath = "/admin/certificates";
/// More than a server takes.
constexpr const char* kAll = "/admin/certificates?pageSize=100000";

std::string path_of(std::string_view thumbprint) {
  return std::string(kPath) + "?thumbprint=" + http::percent_encode(thumbprint);
}

/// The members that the description says anything of.
void describe(const CertificateDescription& description, json::object& body) {
  if (description.name) body["Name"] = *description.name;
  if (description.clearance) body["SecurityClearance"] = *description.clearance;
  if (!description.databases) return;
  json::object permissions;
  for (const auto& [database, access] : *description.databases) permissions[database] = access;
  body["Permissions"] = std::move(permissions);
}

}  // namespace

Result<std::vector<json::object>> list_certificates(ServerClient& server) {
  const auto answer = TRY(server.call("GET", kAll));
  std::vector<json::object> listed;
  for (const auto* certificate : object_members(answer, "Results")) listed.push_back(*certificate);
  return listed;
}

Result<void> add_certificate(ServerClient& server, std::string_view certificate,
                             const CertificateDescription& description) {
  json::object body{{"Certificate", to_base64(certificate)}};
  describe(description, body);
  TRY(server.call("PUT", kPath, json::serialize(body)));
  return {};
}

Result<std::string> generate_certificate(ServerClient& server, std::string_view password,
                                         const CertificateDescription& description) {
  json::object body{{"Password", password}};
  describe(description, body);
  std::string archive;
  TRY(server.transfer({.target = kPath,
                       .body = json::serialize(body),
                       .take = [&](std::string_view piece) -> Result<void> {
                         archive += piece;
                         return {};
                       }}));
  return archive;
}

Result<void> edit_certificate(ServerClient& server, std::string_view thumbprint,
                              const CertificateDescription& description) {
  const auto answer = TRY(server.call("GET", path_of(thumbprint)));
  auto body = *object_members(answer, "Results").at(0);
  describe(description, body);
  TRY(server.call("POST", "/admin/certificates/edit", json::serialize(body)));
  return {};
}

Result<void> remove_certificate(ServerClient& server, std::string_view thumbprint) {
  TRY(server.call("DELETE", path_of(thumbprint)));
  return {};
}

}  // namespace penstock::app
