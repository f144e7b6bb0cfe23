#pragma once

#include "api/maybe_answer.h"
#include "http/root_handler.h"
#include "security/certificate_limits.h"

namespace penstock::api {

/// The same for those who keep to the limits of their certificates: others are answered with 429
/// and when to come again. Without a certificate there are none. `limits` must outlive it.
http::RootHandler limited(http::RootHandler handler, security::CertificateLimits& limits);
/// Counts only what it answers: the rest is left to the handler, which counts.
MaybeAnswer limited(MaybeAnswer answer, security::CertificateLimits& limits);

}  // namespace penstock::api
