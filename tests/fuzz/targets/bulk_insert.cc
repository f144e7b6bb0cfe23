// The body of a bulk insert, which does the same however it is cut into pieces, and leaves a
// database that agrees with itself.
#include "api/bulk_insert/bulk_batch.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

Result<void> write(FuzzedDatabase& database, const api::BulkBatch& batch) {
  return database->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    api::BatchRun run{.context = context,
                      .results = {},
                      .last_put_id = {},
                      .contents = batch.contents,
                      .late_vectors = {}};
    return api::apply(batch.batch, run);
  });
}

Result<void> insert(FuzzedDatabase& database, http::BodyReader& body) {
  api::BulkReader reader(body, *database, {});
  while (true) {
    const auto batch = TRY(reader.next());
    TRY(write(database, batch));
    if (batch.is_last) return {};
  }
}

}  // namespace

void fuzz_bulk_insert(std::string_view input) { check_in_pieces(input, insert); }

}  // namespace penstock::fuzzing
