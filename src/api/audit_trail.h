#pragma once

#include <cstdint>

#include "api/maybe_answer.h"
#include "base/clock.h"
#include "http/message.h"
#include "http/root_handler.h"
#include "security/audit_log.h"

namespace penstock::api {

/// Writes down who asked for what and how it ended, one JSON object a line:
///
///   {"Time":"2026-01-31T12:00:00.0000000Z","Who":"ops","Thumbprint":"4F…","From":"10.0.0.7",
///    "Method":"PUT","Path":"/databases/shop/admin/etl","Database":"shop","Name":"Orders","Status":201}
///
/// "Who" is the name that the certificate is registered by, else the one in it, and "no
/// certificate" without one; Thumbprint, Database and Name are left out where there is none.
/// Neither the query nor the body of a request goes in, but what they name. Thread-safe.
class AuditTrail {
 public:
  enum class Scope : std::uint8_t {
    kAdministration,  ///< What changes something by an endpoint of administration, or tried to.
    kEverything,
  };

  /// The references must outlive this object.
  AuditTrail(security::AuditLog& log, const Clock& clock, Scope scope)
      : log_(log), clock_(clock), scope_(scope) {}

  /// Before the answer is sent. That an entry cannot be written keeps nobody from working: it is an
  /// error in the server's log.
  void record(const http::Request& request, int status);

 private:
  security::AuditLog& log_;
  const Clock& clock_;
  const Scope scope_;
};

/// The same, with each answer written down. `trail` must outlive it.
http::RootHandler audited(http::RootHandler handler, AuditTrail& trail);
MaybeAnswer audited(MaybeAnswer answer, AuditTrail& trail);

}  // namespace penstock::api
