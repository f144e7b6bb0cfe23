#include "app/certificate_watch.h"

#include <fmt/format.h>

#include "base/log.h"

namespace penstock::app {
namespace {

constexpr std::chrono::hours kWarningInterval{24};

}  // namespace

void CertificateWatch::start() {
  thread_.start("certificate", clock_.monotonic(),
                [this](const std::stop_token&) { return look(); });
}

MonotonicTime CertificateWatch::look() {
  const auto renewed = renew();
  if (!renewed) {
    tell_failure(renewed.error());
  } else if (*renewed) {
    const auto identity = files_.current();
    log_info("the certificate was renewed: {}, valid until {}",
             identity->certificate().thumbprint(),
             format_wire_time(identity->certificate().not_after()));
    state_.with([](State& state) { state = {}; });
  }
  warn_of_expiry();
  return clock_.monotonic() + kInterval;
}

/// Whether there is a new one, which is used from now on.
Result<bool> CertificateWatch::renew() {
  if (!TRY(files_.refresh())) return false;
  TRY(server_.renew(*files_.current()));
  return true;
}

void CertificateWatch::tell_failure(const Error& error) {
  log_warning("the certificate stays as it is: {}", error.message);
  state_.with([&](State& state) {
    state.not_renewed = api::ServerNotice{
        "CertificateNotRenewed", "The certificate was not renewed", error.message, clock_.now()};
  });
}

void CertificateWatch::warn_of_expiry() {
  const auto notice = expiry();
  if (!notice) return;
  const auto now = clock_.now();
  const bool is_due = state_.with([&](State& state) {
    if (state.warned_at && now < *state.warned_at + kWarningInterval) return false;
    state.warned_at = now;
    return true;
  });
  if (is_due) log_warning("{}", notice->message);
}

std::optional<api::ServerNotice> CertificateWatch::expiry() const {
  const auto identity = files_.current();
  const auto& certificate = identity->certificate();
  const auto since = certificate.not_after() - kExpiryWarning;
  if (clock_.now() < since) return std::nullopt;
  const bool is_over = clock_.now() > certificate.not_after();
  return api::ServerNotice{
      "CertificateExpires",
      is_over ? "The certificate has expired" : "The certificate expires soon",
      fmt::format("The certificate of this server {} at {}: replace its files. Thumbprint: {}",
                  is_over ? "expired" : "expires", format_wire_time(certificate.not_after()),
                  certificate.thumbprint()),
      since};
}

std::vector<api::ServerNotice> CertificateWatch::notices() const {
  std::vector<api::ServerNotice> found;
  if (auto notice = expiry()) found.push_back(*std::move(notice));
  auto not_renewed = state_.with([](const State& state) { return state.not_renewed; });
  if (not_renewed) found.push_back(*std::move(not_renewed));
  return found;
}

}  // namespace penstock::app
