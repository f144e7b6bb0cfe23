// The commands of a batch, of all types, run over a database that has something of everything.
#include "api/batch_command.h"
#include "fuzz/checks.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

Result<void> write(FuzzedDatabase& database, const api::Batch& batch) {
  return database->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    api::BatchRun run{
        .context = context, .results = {}, .last_put_id = {}, .contents = {}, .late_vectors = {}};
    return api::apply(batch, run);
  });
}

bool needs_more_than_commands(const api::Batch& batch) {
  return !batch.unsupported.empty() || api::contents_wanted(batch) > 0 ||
         !api::patched_id(batch).empty();
}

}  // namespace

void fuzz_batch(std::string_view input) {
  const auto batch = api::parse_batch(input);
  check_refusal_of(batch);
  if (!batch || needs_more_than_commands(*batch)) return;
  FuzzedDatabase database;
  database.put("users/1", R"({"Name":"Ann","@metadata":{"@collection":"Users"}})");
  database.put("users/2", R"({"@metadata":{"@collection":"Users"}})");
  check_refusal_of(write(database, *batch));
  check_refusal_of(write(database, *batch));
  database.check_whole();
}

}  // namespace penstock::fuzzing
