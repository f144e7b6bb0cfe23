#include "api/document_pages.h"

#include "api/request_reading.h"

namespace penstock::api {

Result<Page> read_page(const http::Request& request, std::int64_t size) {
  return Page{.start = TRY(number_parameter(request, "start", 0)),
              .size = TRY(number_parameter(request, "pageSize", size))};
}

}  // namespace penstock::api
