// Change vectors that clients send back: as what a write expects, and in cluster-wide batches,
// where the guard of a document is compared with them.
#include "api/batch_command.h"
#include "base/json.h"
#include "fuzz/checks.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/targets.h"
#include "support/assertions.h"

namespace penstock::fuzzing {
namespace {

std::string put_batch(std::string_view change_vector, bool is_cluster_wide) {
  std::string text = R"({"Commands":[{"Type":"PUT","Id":"users/1","ChangeVector":)";
  append_json_string(text, change_vector);
  text += R"(,"Document":{"n":2}}])";
  if (is_cluster_wide) text += R"(,"TransactionMode":"ClusterWide")";
  return text + "}";
}

Result<void> run(FuzzedDatabase& database, const std::string& text) {
  const auto batch = TRY(api::parse_batch(text));
  return database->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    api::BatchRun run{
        .context = context, .results = {}, .last_put_id = {}, .contents = {}, .late_vectors = {}};
    return api::apply(batch, run);
  });
}

}  // namespace

void fuzz_change_vectors(std::string_view input) {
  if (!is_utf8(input)) return;  // JSON takes no other, which is another target's.
  for (const bool is_cluster_wide : {false, true}) {
    FuzzedDatabase database;
    testing::must(run(database, put_batch("", true)));
    const auto stored = testing::must(database.snapshot().get("users/1"));
    const auto written = run(database, put_batch(input, is_cluster_wide));
    check_refusal_of(written);
    if (!is_cluster_wide) CHECK(written.has_value() == (stored->change_vector == input));
    database.check_whole();
  }
}

}  // namespace penstock::fuzzing
