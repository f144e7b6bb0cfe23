#pragma once

#include <string>

#include "base/clock.h"
#include "base/metrics.h"
#include "documents/database_registry.h"

namespace penstock::api {

/// Announced to clients; they switch features on by it.
inline constexpr std::string_view kProtocolVersion = "7.2.2";

/// What the endpoints work with. The references outlive the server. Thread-safe.
struct Services {
  documents::Databases& databases;
  Clock& clock;
  Metrics& metrics;
  std::string node_tag = "A";
  std::string server_id;  ///< A GUID, of this run of the server.
};

}  // namespace penstock::api
