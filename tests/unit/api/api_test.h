#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <gmock/gmock.h>

#include "base/json.h"
#include "http/url.h"
#include "support/api_in_memory.h"

namespace penstock::testing {

/// All endpoints over databases in memory, without a network. There is a database "shop".
class ApiTest : public ::testing::Test, protected ApiInMemory {
 protected:
  http::Response put(const std::string& id, const std::string& document) {
    return send("PUT", "/databases/shop/docs?id=" + http::percent_encode(id), document);
  }

  static boost::json::object json(const http::Response& response) {
    return must(parse_json(response.body)).as_object();
  }
  /// A string member of the answer.
  static std::string text(const http::Response& response, std::string_view name) {
    return std::string(json(response).at(name).as_string());
  }
  /// The value of an ETag header, with its quotes.
  static std::string etag(const http::Response& response) {
    return std::string(http::find_field(response.headers, "ETag").value_or(""));
  }
};

}  // namespace penstock::testing
