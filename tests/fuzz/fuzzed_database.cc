#include "fuzz/fuzzed_database.h"

#include <cstdio>

#include "base/check.h"
#include "documents/store_check.h"
#include "support/assertions.h"

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

}  // namespace penstock::fuzzing
