#pragma once

#include <string>

#include "base/clock.h"
#include "etl/destination_factory.h"
#include "http/curl_client.h"

namespace penstock::app {

struct DestinationSettings {
  std::string sqlite_folder;  ///< Where SQLite files live.
  http::ClientTls tls;        ///< For document databases behind https.
};

/// Knows every kind of destination: document databases and relational ones. `clock` must outlive
/// what the factory makes.
etl::DestinationFactory destination_factory(DestinationSettings settings, Clock& clock);

}  // namespace penstock::app
