// Ranges of numbers from which clients make document ids by themselves (protocol, section 5).
#include "documents/hilo.h"

#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/wire_time.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

Result<documents::HiloRequest> read_request(const http::Request& request) {
  documents::HiloRequest hilo;
  hilo.tag = TRY(required_parameter(request, "tag"));
  hilo.separator = std::string(request.parameter("identityPartsSeparator").value_or("/"));
  hilo.last_batch_size = TRY(number_parameter(request, "lastBatchSize", 0));
  hilo.last_max = TRY(number_parameter(request, "lastMax", 0));
  hilo.last_range_at = parse_wire_time(request.parameter("lastRangeAt").value_or(""));
  return hilo;
}

http::Response range_response(const Services& services, const documents::HiloRange& range) {
  return json_response(201, json::object{{"Prefix", range.prefix},
                                         {"Low", range.low},
                                         {"High", range.high},
                                         {"LastSize", range.last_size},
                                         {"ServerTag", services.node_tag},
                                         {"LastRangeAt", format_wire_time(range.last_range_at)}});
}

Result<void> next(Services& services, const http::Request& request, documents::Database& database,
                  const http::Respond& respond) {
  const auto hilo = TRY(read_request(request));
  const auto range = std::make_shared<documents::HiloRange>();
  database.write(
      [hilo, range, now = services.clock.now()](documents::WriteContext& context) -> Result<void> {
        *range = TRY(documents::take_hilo_range(context, hilo, now));
        return {};
      },
      answer_written(request, respond,
                     [&services, range] { return range_response(services, *range); }));
  return {};
}

Result<void> give_back(const http::Request& request, documents::Database& database,
                       const http::Respond& respond) {
  const auto tag = TRY(required_parameter(request, "tag"));
  const auto end = TRY(required_number(request, "end"));
  const auto last = TRY(required_number(request, "last"));
  database.write(
      [tag, end, last](documents::WriteContext& context) {
        return documents::return_hilo_range(context, tag, end, last);
      },
      answer_written(request, respond, [] { return empty_response(204); }));
  return {};
}

}  // namespace

void register_hilo_routes(http::Router& router, Services& services) {
  router.add("GET", "/databases/{database}/hilo/next", Permission::kWriteDatabase,
             with_database(services, std::bind_front(next, std::ref(services))));
  router.add("PUT", "/databases/{database}/hilo/return", Permission::kWriteDatabase,
             with_database(services, give_back));
}

}  // namespace penstock::api
