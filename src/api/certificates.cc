// The certificates whose holders this server lets in (protocol, section 13).
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/document_pages.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/text.h"
#include "http/url.h"
#include "security/caller.h"
#include "security/certificate_registry.h"
#include "security/generated_certificate.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using security::CertificateRegistry;
using security::RegisteredCertificate;

constexpr std::int64_t kPageSize = 1024;

security::Clearance clearance_of(const http::Request& request) {
  return request.caller->rights()->clearance;
}

bool is_asked_for(const RegisteredCertificate& registered, const http::Request& request) {
  const auto name = request.parameter("name");
  const auto thumbprint = request.parameter("thumbprint");
  return (!name || registered.name == *name) &&
         (!thumbprint || equal_ignoring_case(registered.certificate.thumbprint(), *thumbprint));
}

json::object describe(const RegisteredCertificate& registered, bool metadata_only) {
  auto described = registered.to_json();
  if (metadata_only) described.erase("Certificate");
  return described;
}

/// All, those of a name, or the one of a thumbprint, which clients take as missing by the 404.
Result<http::Response> list(const CertificateRegistry& registry, const http::Request& request) {
  auto page = TRY(read_page(request, kPageSize));
  const bool metadata_only = TRY(flag_parameter(request, "metadataOnly"));
  json::array results;
  for (const auto& registered : registry.list()) {
    if (!is_asked_for(*registered, request)) continue;
    if (page.is_full()) break;
    if (page.take()) results.push_back(describe(*registered, metadata_only));
  }
  if (const auto thumbprint = request.parameter("thumbprint"); thumbprint && results.empty()) {
    return not_found(
        fmt::format("There is no certificate with the thumbprint {}.", excerpt(*thumbprint, 100)));
  }
  return json_response(200, json::object{{"Results", std::move(results)}});
}

/// Answers a request whose certificate would need a second factor, which there is not.
std::optional<http::Response> refuse_second_factor(const json::object& body,
                                                   const http::Request& request) {
  const auto* key = body.if_contains("TwoFactorAuthenticationKey");
  if (key == nullptr || key->is_null()) return std::nullopt;
  return not_supported("a second factor ('TwoFactorAuthenticationKey')", request);
}

Result<http::Response> put(CertificateRegistry& registry, const http::Request& request) {
  const auto body = TRY(object_body(request));
  if (auto refusal = refuse_second_factor(body, request)) return *std::move(refusal);
  TRY(registry.put(TRY(RegisteredCertificate::parse(body)), clearance_of(request)));
  return empty_response(201);
}

/// Makes a key, which goes to the client and is not kept.
Result<http::Response> generate(CertificateRegistry& registry, const Clock& clock,
                                const http::Request& request) {
  const auto body = TRY(object_body(request));
  if (auto refusal = refuse_second_factor(body, request)) return *std::move(refusal);
  const auto name = TRY(security::parse_certificate_name(body));
  auto rights = TRY(security::parse_rights(body));
  const auto generated = TRY(security::generate_client_certificate(
      name, TRY(string_member(body, "Password")), clock.now()));
  TRY(registry.put({name, generated.certificate, std::move(rights)}, clearance_of(request)));
  return http::Response{200,
                        {{"Content-Type", "application/octet-stream"},
                         {"Content-Disposition", fmt::format("attachment; filename=\"{}.zip\"",
                                                             http::percent_encode(name))},
                         {"Cache-Control", "no-store"}},
                        archive_of(generated, name)};
}

Result<http::Response> edit(CertificateRegistry& registry, const http::Request& request) {
  const auto body = TRY(object_body(request));
  TRY(registry.edit(TRY(string_member(body, "Thumbprint")),
                    TRY(security::parse_certificate_name(body)), TRY(security::parse_rights(body)),
                    clearance_of(request)));
  return empty_response(204);
}

Result<http::Response> remove(CertificateRegistry& registry, const http::Request& request) {
  TRY(registry.remove(TRY(required_parameter(request, "thumbprint")), clearance_of(request)));
  return empty_response(204);
}

/// Who asks, and what they may do (Penstock's own answer).
Result<http::Response> who_am_i(const http::Request& request) {
  const auto& rights = *request.caller->rights();
  return json_response(200,
                       json::object{{"Name", request.caller->name()},
                                    {"Thumbprint", request.caller->thumbprint()},
                                    {"SecurityClearance", security::to_string(rights.clearance)},
                                    {"Permissions", security::permissions_json(rights)}});
}

}  // namespace

void register_certificate_routes(http::Router& router, CertificateRegistry& registry,
                                 const Clock& clock) {
  constexpr std::string_view kPath = "/admin/certificates";
  const auto add = [&](const std::string& method, std::string_view path, auto endpoint) {
    router.add(method, path, Permission::kOperateServer,
               answering(std::bind_front(endpoint, std::ref(registry))));
  };
  add("GET", kPath, list);
  add("PUT", kPath, put);
  add("DELETE", kPath, remove);
  add("POST", "/admin/certificates/edit", edit);
  router.add_long("POST", kPath, Permission::kOperateServer,
                  answering(std::bind_front(generate, std::ref(registry), std::cref(clock))));
  router.add("POST", "/admin/certificates/replace-cluster-cert", Permission::kAdministerCluster,
             answering([](const http::Request& request) -> Result<http::Response> {
               return not_supported(
                   "replacing the certificate of a cluster; replace the files of the server's "
                   "certificate, it reads them again",
                   request);
             }));
  router.add("GET", "/certificates/whoami", Permission::kRegistered, answering(who_am_i));
}

}  // namespace penstock::api
