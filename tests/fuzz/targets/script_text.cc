// The text of a script, of which much is read by pattern before any engine sees it.
#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "script/discovery.h"
#include "script/text_scanner.h"

namespace penstock::fuzzing {

void fuzz_script_text(std::string_view input) {
  const auto found = script::discover(input);
  CHECK(found.targets == script::discover_targets(input));
  for (const auto& behavior : found.behaviors) {
    CHECK(input.find(behavior.name) != std::string_view::npos);
    CHECK(behavior.parameters >= 0);
  }
  script::discover_target_functions(input);
  script::discover_behavior_functions(input);
  CHECK(script::without_comments(input).size() <= input.size());
  for (std::size_t at = 0; at < input.size(); ++at) {
    if (input[at] != '{' && input[at] != '(' && input[at] != '[') continue;
    const auto behind = script::skip_bracketed(input, at);
    CHECK(behind > at && behind <= input.size());
    break;
  }
}

}  // namespace penstock::fuzzing
