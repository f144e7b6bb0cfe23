#include "security/registered_certificate.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/json_member.h"
#include "base/sha256.h"
#include "base/text.h"

namespace penstock::security {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownBytesMax = 200;

bool is_pem(std::string_view text) { return text.find("-----BEGIN ") != std::string_view::npos; }

Result<Certificate> parse_certificate(std::string_view text) {
  if (text.empty()) return invalid_argument("'Certificate' is missing.");
  if (is_pem(text)) return Certificate::from_pem(text);
  const auto bytes = from_base64(text);
  if (!bytes) return invalid_argument("'Certificate' is neither PEM nor base64.");
  return is_pem(*bytes) ? Certificate::from_pem(*bytes) : Certificate::from_der(*bytes);
}

Result<DatabaseAccess> parse_access(std::string_view database, const json::value& value) {
  const auto access = value.is_string() ? database_access_from(value.get_string()) : std::nullopt;
  if (access) return *access;
  return invalid_argument(fmt::format("The access to '{}' is none of Read, ReadWrite and Admin.",
                                      excerpt(database, kShownBytesMax)));
}

}  // namespace

Result<std::string> parse_certificate_name(const json::object& object) {
  const auto name = string_member(object, "Name");
  if (name.empty()) return invalid_argument("'Name' is missing or empty.");
  if (name.size() > kCertificateNameBytesMax) {
    return invalid_argument(fmt::format("'Name' is over {} bytes.", kCertificateNameBytesMax));
  }
  return std::string(name);
}

Result<Rights> parse_rights(const json::object& object) {
  const auto clearance = clearance_from(string_member(object, "SecurityClearance"));
  if (!clearance) {
    return invalid_argument(
        "'SecurityClearance' is none of ClusterAdmin, ClusterNode, Operator and ValidUser.");
  }
  Rights rights{.clearance = *clearance};
  const auto* permissions = object.if_contains("Permissions");
  if (permissions == nullptr || permissions->is_null()) return rights;
  if (!permissions->is_object()) return invalid_argument("'Permissions' is not an object.");
  for (const auto& [database, access] : permissions->get_object()) {
    rights.databases[std::string(database)] = TRY(parse_access(database, access));
  }
  return rights;
}

Result<RegisteredCertificate> RegisteredCertificate::parse(const json::object& object) {
  auto name = TRY(parse_certificate_name(object));
  auto certificate = TRY(parse_certificate(string_member(object, "Certificate")));
  auto rights = TRY(parse_rights(object));
  return RegisteredCertificate{std::move(name), std::move(certificate), std::move(rights)};
}

json::object permissions_json(const Rights& rights) {
  json::object permissions;
  for (const auto& [database, access] : rights.databases) permissions[database] = to_string(access);
  return permissions;
}

json::object RegisteredCertificate::to_json() const {
  return {{"Name", name},
          {"Thumbprint", certificate.thumbprint()},
          {"SecurityClearance", to_string(rights.clearance)},
          {"Permissions", permissions_json(rights)},
          {"NotBefore", format_wire_time(certificate.not_before())},
          {"NotAfter", format_wire_time(certificate.not_after())},
          {"PublicKeyPinningHash", certificate.public_key_pin()},
          {"Certificate", to_base64(certificate.der())}};
}

}  // namespace penstock::security
