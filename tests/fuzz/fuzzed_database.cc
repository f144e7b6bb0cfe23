#include "fuzz/fuzzed_database.h"

#include <cstdio>

#include "base/check.h"
#include "documents/store_check.h"
#include "fuzz/checks.h"
#include "support/assertions.h"
#include "support/sliced_body.h"

namespace penstock::fuzzing {

using documents::Database;
using documents::DocumentContent;
using documents::WriteContext;

FuzzedDatabase::FuzzedDatabase()
    : database_(testing::must(Database::open(
          testing::must(provider_.open("test", /*create=*/true)),
          {.name = "test", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"}, clock_,
          Database::Writer::kCaller))) {}

documents::DatabaseSnapshot FuzzedDatabase::snapshot() const {
  return testing::must(database_->snapshot());
}

void FuzzedDatabase::put(std::string_view id, std::string_view text) {
  const auto content = testing::must(DocumentContent::parse(text));
  write([&](WriteContext& context) -> Result<void> {
    TRY(context.put(id, content, {}));
    return {};
  });
}

void FuzzedDatabase::write(const documents::Transaction& transaction) {
  testing::must(database_->write_and_wait(transaction));
}

void FuzzedDatabase::check_whole() const {
  const auto whole = snapshot();
  const auto checked =
      testing::must(documents::check_store(whole.storage(), [](const documents::Damage& damage) {
        std::fprintf(stderr, "%s: %s\n", damage.where.c_str(), damage.what.c_str());
      }));
  CHECK(checked.damages == 0);
}

void check_in_pieces(std::string_view input,
                     const std::function<Result<void>(FuzzedDatabase&, http::BodyReader&)>& read) {
  const auto outcome_on = [&](FuzzedDatabase& database, std::size_t piece_bytes) {
    testing::SlicedBody body(std::string(input), piece_bytes);
    return read(database, body);
  };
  FuzzedDatabase whole;
  FuzzedDatabase in_pieces;
  const auto outcome = outcome_on(whole, input.size() + 1);
  const auto outcome_in_pieces = outcome_on(in_pieces, 3);
  check_refusal_of(outcome);
  CHECK(outcome.has_value() == outcome_in_pieces.has_value());
  if (!outcome) CHECK(outcome.error().message == outcome_in_pieces.error().message);
  whole.check_whole();
  CHECK(testing::must(whole->statistics()).last_etag ==
        testing::must(in_pieces->statistics()).last_etag);
}

}  // namespace penstock::fuzzing
