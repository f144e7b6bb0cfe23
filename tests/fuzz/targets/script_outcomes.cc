// What a worker writes about the documents of a slice.
#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "script/outcome_text.h"

namespace penstock::fuzzing {

void fuzz_script_outcomes(std::string_view input) {
  const auto outcomes = script::parse_outcomes(input);
  check_refusal_of(outcomes);
  if (!outcomes) return;
  for (const auto& document : *outcomes) {
    CHECK(!document.failure || document.objects.empty());
    for (const auto& item : document.items) {
      CHECK(!item.object || *item.object < document.objects.size());
    }
    for (const auto& object : document.objects) CHECK(!object.target.empty());
  }
}

}  // namespace penstock::fuzzing
