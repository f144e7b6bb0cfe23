// Dumps, which are imported the same however they are cut into pieces, and leave a database that
// agrees with itself. The database record in them is etl_task's.
#include "api/operations/operations.h"
#include "api/smuggler/dump_import.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/targets.h"
#include "support/assertions.h"

namespace penstock::fuzzing {
namespace {

Result<void> import(FuzzedDatabase& database, http::BodyReader& body) {
  const auto operations = std::make_shared<api::Operations>(database.clock());
  auto operation = testing::must(operations->begin(1, {}));
  const api::DumpOptions options;
  api::DumpImport import(*database, options, operation, database.clock().now());
  return import.run(body);
}

}  // namespace

void fuzz_dump(std::string_view input) { check_in_pieces(input, import); }

}  // namespace penstock::fuzzing
