// The body of a bulk insert, which does the same however it is cut into pieces, and leaves a
// database that agrees with itself.
#include "api/bulk_insert/bulk_batch.h"
#include "fuzz/checks.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/targets.h"
#include "support/assertions.h"
#include "support/sliced_body.h"

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

Result<void> insert(FuzzedDatabase& database, std::string_view input, std::size_t piece_bytes) {
  testing::SlicedBody body(std::string(input), piece_bytes);
  api::BulkReader reader(body, *database, {});
  while (true) {
    const auto batch = TRY(reader.next());
    TRY(write(database, batch));
    if (batch.is_last) return {};
  }
}

}  // namespace

void fuzz_bulk_insert(std::string_view input) {
  FuzzedDatabase whole;
  FuzzedDatabase in_pieces;
  const auto outcome = insert(whole, input, input.size() + 1);
  const auto outcome_in_pieces = insert(in_pieces, input, 3);
  check_refusal_of(outcome);
  CHECK(outcome.has_value() == outcome_in_pieces.has_value());
  if (!outcome) CHECK(outcome.error().message == outcome_in_pieces.error().message);
  whole.check_whole();
  CHECK(testing::must(whole->statistics()).last_etag ==
        testing::must(in_pieces->statistics()).last_etag);
}

}  // namespace penstock::fuzzing
