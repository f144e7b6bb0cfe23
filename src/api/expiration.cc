// When documents that expire are deleted, and those that refresh are written again.
#include "api/feature_configuration.h"
#include "api/routes.h"

namespace penstock::api {

void register_expiration_routes(http::Router& router, Services& services) {
  using documents::Feature;
  const auto configured = [&services] { services.sweep_configured(); };
  router.add("POST", "/databases/{database}/admin/expiration/config",
             Permission::kAdministerDatabase,
             with_database(services, configuring(Feature::kExpiration, configured)));
  router.add("GET", "/databases/{database}/expiration/config", Permission::kReadDatabase,
             with_database(services, showing(Feature::kExpiration)));
  router.add("POST", "/databases/{database}/admin/refresh/config", Permission::kAdministerDatabase,
             with_database(services, configuring(Feature::kRefresh, configured)));
  router.add("GET", "/databases/{database}/refresh/config", Permission::kReadDatabase,
             with_database(services, showing(Feature::kRefresh)));
}

}  // namespace penstock::api
