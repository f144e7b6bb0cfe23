// Dates and time spans of the wire: what is read is written so that it reads the same.
#include "base/wire_time.h"

#include "base/clock.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {

void fuzz_wire_time(std::string_view input) {
  if (const auto time = parse_wire_time(input)) {
    CHECK(parse_wire_time(format_wire_time(*time)) == time);
  }
  if (const auto span = parse_time_span(input)) {
    CHECK(parse_time_span(format_time_span(*span)) == span);
  }
}

}  // namespace penstock::fuzzing
