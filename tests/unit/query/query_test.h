#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/json.h"
#include "query/parser.h"
#include "query/query_cursor.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::query {

using testing::must;

/// Reads a query; `parameters` are a JSON object.
inline Result<Query> parse(std::string_view text, std::string_view parameters = "{}") {
  return parse_query(text, must(parse_json(parameters)).as_object());
}

/// A document of the collection "Things" that is not stored anywhere.
inline documents::Document thing(std::string_view body, std::string_view id = "things/1") {
  documents::Document document;
  document.id = std::string(id);
  document.etag = {1};
  document.change_vector = "A:1-x";
  document.collection = "Things";
  document.metadata = R"({"@expires":"2030-01-01T00:00:00.0000000Z"})";
  document.body = must(minify_json(body));
  return document;
}

}  // namespace penstock::query
