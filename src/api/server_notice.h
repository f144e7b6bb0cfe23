#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace penstock::api {

/// Something about the server itself that a person should know, there as long as its cause is.
struct ServerNotice {
  std::string type;  ///< "CertificateExpires": tells notices apart, and is the end of their ids.
  std::string title;
  std::string message;
  WallTime since;
};

/// Those there are now. Thread-safe.
using ServerNotices = std::function<std::vector<ServerNotice>()>;

}  // namespace penstock::api
