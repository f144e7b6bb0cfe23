// Whether the numbers of a JSON text fit into doubles: a number that is said to fit must not change
// its value on the way through the script engine.
#include "script/exact_numbers.h"

#include <charconv>

#include "base/json.h"
#include "etl/sql/canonical_text.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

/// As the script engine has it: the shortest digits of the nearest double.
std::string through_double(std::string_view number) {
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  CHECK(read.ec == std::errc{});
  char text[64];
  const auto written =
      std::to_chars(std::begin(text), std::end(text), value, std::chars_format::scientific);
  return {std::begin(text), written.ptr};
}

}  // namespace

void fuzz_exact_numbers(std::string_view input) {
  const auto minified = minify_json(input);
  if (!minified) return;
  const bool fits = script::numbers_fit_doubles(*minified);
  const bool is_number = minified->find_first_not_of("0123456789+-.eE") == std::string::npos;
  if (!fits || !is_number) return;
  CHECK(etl::sql::canonical_number(through_double(*minified)) ==
        etl::sql::canonical_number(*minified));
}

}  // namespace penstock::fuzzing
