#pragma once

#include "base/clock.h"
#include "etl/destination_factory.h"
#include "etl/sql/sql_configuration.h"
#include "http/curl_client.h"

namespace penstock::app {

struct DestinationSettings {
  etl::sql::SqlOptions sql;
  /// For document databases behind https. How their servers are known is up to their connection
  /// string as well.
  http::ClientTls tls;
};

/// Knows every kind of destination: document databases and relational ones. `clock` must outlive
/// what the factory makes.
etl::DestinationFactory destination_factory(DestinationSettings settings, Clock& clock);

/// Whether `connection` leads to a destination. Errors: why not, without secrets.
Result<void> test_connection(const etl::ConnectionString& connection,
                             const DestinationSettings& settings, Clock& clock);

}  // namespace penstock::app
