#include "api/audit_trail.h"

#include <array>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "base/json_member.h"
#include "base/log.h"
#include "base/text.h"
#include "base/wire_time.h"
#include "security/caller.h"
#include "security/certificate.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kPathBytesMax = 512;
constexpr std::size_t kNameBytesMax = 256;
constexpr std::size_t kBodyBytesMax = std::size_t{1} << 20;

constexpr std::array<std::string_view, 6> kNamingParameters = {
    "name", "configurationName", "taskName", "connectionStringName", "thumbprint", "id"};
constexpr std::array<std::string_view, 3> kNamingMembers = {"Name", "TaskName", "DatabaseName"};

constexpr std::string_view kDatabases = "/databases/";

/// The text after `prefix` up to the next "/".
std::string_view segment_after(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  return path.substr(0, path.find('/'));
}

bool changes_something(const http::Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

/// "/admin/…" and "/databases/NAME/admin/…"; and imports, as a dump may bring tasks along.
bool is_administration(std::string_view path) {
  const auto database = segment_after(path, kDatabases);
  if (!database.empty()) path.remove_prefix(kDatabases.size() + database.size());
  return path.starts_with("/admin/") || path == "/smuggler/import";
}

/// "a, b": the elements that are texts.
std::string texts_of(const json::array& values) {
  std::string texts;
  for (const auto& value : values) {
    if (!value.is_string()) continue;
    if (!texts.empty()) texts += ", ";
    texts += value.get_string();
  }
  return texts;
}

/// What a definition calls itself.
std::string name_in_body(const http::Request& request) {
  if (request.body.empty() || request.body.size() > kBodyBytesMax) return {};
  const auto parsed = parse_json(request.body);
  const auto* body = parsed ? parsed->if_object() : nullptr;
  if (body == nullptr) return {};
  for (const auto member : kNamingMembers) {
    const auto name = string_member(*body, member);
    if (!name.empty()) return std::string(name);
  }
  const auto* names = body->if_contains("DatabaseNames");
  return names != nullptr && names->is_array() ? texts_of(names->get_array()) : std::string();
}

/// What is changed, within the database or the server.
std::string name_of_thing(const http::Request& request) {
  for (const auto parameter : kNamingParameters) {
    const auto name = request.parameter(parameter);
    if (name && !name->empty()) return std::string(*name);
  }
  return name_in_body(request);
}

/// Under the name that their certificate is registered by, if it is.
std::string name_of_caller(const http::Request& request) {
  if (request.caller && !request.caller->name().empty()) return request.caller->name();
  if (request.client_certificate) return request.client_certificate->common_name();
  return "no certificate";
}

void add_caller(const http::Request& request, json::object& entry) {
  entry["Who"] = excerpt(name_of_caller(request), kNameBytesMax);
  if (request.client_certificate) entry["Thumbprint"] = request.client_certificate->thumbprint();
  entry["From"] = request.remote_address;
}

void add_if_any(json::object& entry, std::string_view member, std::string_view text) {
  if (!text.empty()) entry[member] = excerpt(text, kNameBytesMax);
}

}  // namespace

void AuditTrail::record(const http::Request& request, int status) {
  const bool is_change = changes_something(request) && is_administration(request.path);
  if (scope_ == Scope::kAdministration && !is_change) return;
  json::object entry{{"Time", format_wire_time(clock_.now())}};
  add_caller(request, entry);
  entry["Method"] = excerpt(request.method, kNameBytesMax);
  entry["Path"] = excerpt(request.path, kPathBytesMax);
  add_if_any(entry, "Database", segment_after(request.path, kDatabases));
  add_if_any(entry, "Name", is_change ? name_of_thing(request) : std::string());
  entry["Status"] = status;
  const auto written = log_.append(json::serialize(entry));
  if (!written) log_error("a request is missing in the audit log: {}", written.error().message);
}

http::RootHandler audited(http::RootHandler handler, AuditTrail& trail) {
  return
      [handler = std::move(handler), &trail](http::Request& request, const http::Respond& respond) {
        handler(request, [&request, &trail, respond](http::Response response) {
          trail.record(request, response.status);
          respond(std::move(response));
        });
      };
}

MaybeAnswer audited(MaybeAnswer answer, AuditTrail& trail) {
  return [answer = std::move(answer), &trail](http::Request& request) {
    auto response = answer(request);
    if (response) trail.record(request, response->status);
    return response;
  };
}

}  // namespace penstock::api
