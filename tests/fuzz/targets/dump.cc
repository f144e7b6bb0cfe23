// Dumps, which are imported the same however they are cut into pieces, and leave a database that
// agrees with itself. The database record in them is etl_task's.
#include "api/operations/operations.h"
#include "api/smuggler/dump_import.h"
#include "fuzz/checks.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/targets.h"
#include "support/assertions.h"
#include "support/sliced_body.h"

namespace penstock::fuzzing {
namespace {

Result<void> import(FuzzedDatabase& database, std::string_view dump, std::size_t piece_bytes) {
  const auto operations = std::make_shared<api::Operations>(database.clock());
  auto operation = testing::must(operations->begin(1, {}));
  testing::SlicedBody body(std::string(dump), piece_bytes);
  const api::DumpOptions options;
  api::DumpImport import(*database, options, operation, database.clock().now());
  return import.run(body);
}

}  // namespace

void fuzz_dump(std::string_view input) {
  FuzzedDatabase whole;
  FuzzedDatabase in_pieces;
  const auto outcome = import(whole, input, input.size() + 1);
  const auto outcome_in_pieces = import(in_pieces, input, 3);
  check_refusal_of(outcome);
  CHECK(outcome.has_value() == outcome_in_pieces.has_value());
  if (!outcome) CHECK(outcome.error().message == outcome_in_pieces.error().message);
  whole.check_whole();
  CHECK(testing::must(whole->statistics()).last_etag ==
        testing::must(in_pieces->statistics()).last_etag);
}

}  // namespace penstock::fuzzing
