// JSON of requests and configurations, as values and as minified text.
#include "base/json.h"

#include <boost/json/serialize.hpp>

#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {

void fuzz_json(std::string_view input) {
  std::string quoted;
  append_json_string(quoted, input);
  const auto text = parse_json(quoted);
  CHECK(text.has_value());
  if (is_utf8(input)) CHECK(text->as_string() == input);

  const auto value = parse_json(input);
  const auto minified = minify_json(input);
  check_refusal_of(value);
  check_refusal_of(minified);
  CHECK(value.has_value() == minified.has_value());
  if (!value) return;

  CHECK(*minify_json(*minified) == *minified);
  const auto written = boost::json::serialize(*value);
  // A number beyond a double is infinite or none as a value; documents keep its digits.
  if (written.find("Infinity") != std::string::npos || written.find("NaN") != std::string::npos) {
    return;
  }
  CHECK(parse_json(written).has_value());
  CHECK(*parse_json(*minified) == *value);
}

}  // namespace penstock::fuzzing
