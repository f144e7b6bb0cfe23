// When documents that expire are deleted, and those that refresh are written again.
#include "api/feature_configuration.h"
#include "api/routes.h"

namespace penstock::api {

void register_expiration_routes(http::Router& router, Services& services) {
  using documents::Feature;
  const auto configured = [&services] { services.sweep_configured(); };
  router.add("POST", "/databases/{database}/admin/expiration/config",
             with_database(services, configuring(Feature::kExpiration, configured)));
  router.add("GET", "/databases/{database}/expiration/config",
             with_database(services, showing(Feature::kExpiration)));
  router.add("POST", "/databases/{database}/admin/refresh/config",
             with_database(services, configuring(Feature::kRefresh, configured)));
  router.add("GET", "/databases/{database}/refresh/config",
             with_database(services, showing(Feature::kRefresh)));
}

}  // namespace penstock::api
