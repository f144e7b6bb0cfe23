// The header by which a Penstock that delivers here says where its batch begins and ends.
#include "etl/document/claim_header.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "support/assertions.h"

namespace penstock::fuzzing {

void fuzz_etl_claim(std::string_view input) {
  const auto claim = etl::document::parse_claim(input);
  check_refusal_of(claim);
  if (!claim) return;
  const auto header = etl::document::to_header(*claim);
  for (const char c : header) CHECK(c >= ' ' && c <= '~');
  const auto again = testing::must(etl::document::parse_claim(header));
  CHECK(again.process.task == claim->process.task);
  CHECK(again.process.script == claim->process.script);
  CHECK(again.process.source_database_id == claim->process.source_database_id);
  CHECK(again.position.etag == claim->position.etag && again.to == claim->to);
}

}  // namespace penstock::fuzzing
