#include "api/request_limits.h"

#include <utility>

#include "http/errors.h"
#include "security/certificate.h"

namespace penstock::api {
namespace {

bool is_within(security::CertificateLimits& limits, const http::Request& request) {
  const auto& certificate = request.client_certificate;
  return !certificate || limits.take_request(certificate->public_key_pin());
}

http::Response too_many(const http::Request& request) {
  return http::too_many_response(
      "These are more requests than this certificate may send in a second.", request.target);
}

}  // namespace

http::RootHandler limited(http::RootHandler handler, security::CertificateLimits& limits) {
  return [handler = std::move(handler), &limits](http::Request& request,
                                                 const http::Respond& respond) {
    if (!is_within(limits, request)) return respond(too_many(request));
    handler(request, respond);
  };
}

MaybeAnswer limited(MaybeAnswer answer, security::CertificateLimits& limits) {
  return [answer = std::move(answer), &limits](http::Request& request) {
    auto response = answer(request);
    if (response && !is_within(limits, request)) response = too_many(request);
    return response;
  };
}

}  // namespace penstock::api
