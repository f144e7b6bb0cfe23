#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/server_notice.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/repeating_thread.h"
#include "http/server.h"
#include "security/identity_files.h"

namespace penstock::app {

/// Lets a server show a renewed certificate soon after its files were replaced, and tells in time
/// that one expires. Thread-safe.
class CertificateWatch {
 public:
  static constexpr std::chrono::seconds kInterval{5};  ///< Between two looks at the files.
  static constexpr std::chrono::days kExpiryWarning{30};

  /// All must outlive this object.
  CertificateWatch(security::IdentityFiles& files, http::Server& server, Clock& clock)
      : files_(files), server_(server), clock_(clock), thread_(clock) {}

  /// Starts the thread. Call once.
  void start();
  void stop() { thread_.stop(); }

  /// One look, which the thread takes again and again. Returns when to take the next.
  MonotonicTime look();

  std::vector<api::ServerNotice> notices() const;

 private:
  struct State {
    std::optional<api::ServerNotice> not_renewed;  ///< Why new files are not used.
    std::optional<WallTime> warned_at;             ///< That it expires, in the log.
  };

  Result<bool> renew();
  void tell_failure(const Error& error);
  void warn_of_expiry();
  std::optional<api::ServerNotice> expiry() const;

  security::IdentityFiles& files_;
  http::Server& server_;
  Clock& clock_;
  Guarded<State> state_;
  RepeatingThread thread_;
};

}  // namespace penstock::app
