#include "etl/document/registration_hint.h"

#include <utility>

#include <fmt/format.h>

#include "etl/document/answers.h"

namespace penstock::etl::document {
namespace {

constexpr int kForbiddenStatus = 403;

}  // namespace

RegistrationHint::RegistrationHint(std::unique_ptr<http::Client> client, Thumbprint thumbprint,
                                   std::string database)
    : client_(std::move(client)),
      thumbprint_(std::move(thumbprint)),
      database_(std::move(database)) {}

Result<http::ClientResponse> RegistrationHint::send(const http::ClientRequest& request,
                                                    const std::stop_token& stop) {
  auto answer = TRY(client_->send(request, stop));
  const bool is_secured = request.url.starts_with("https://");
  if (answer.status == kForbiddenStatus && is_secured) return refusal(answer);
  return answer;
}

Error RegistrationHint::refusal(const http::ClientResponse& answer) const {
  const auto why = check_answer(answer).error().message;
  const auto thumbprint = thumbprint_();
  if (thumbprint.empty()) {
    return {ErrorCode::kForbidden,
            fmt::format("{} This server showed no certificate: start it with --certificate, or "
                        "with a --client-certificate for its deliveries.",
                        why)};
  }
  return {ErrorCode::kForbidden,
          fmt::format("{} Register the certificate of this server over there, its thumbprint is "
                      "{}: penstock certificate add FILE --name NAME --database {}=ReadWrite",
                      why, thumbprint, database_)};
}

}  // namespace penstock::etl::document
