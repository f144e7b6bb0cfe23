#include "etl/document/claim_header.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl::document {
namespace {

TEST(ClaimHeaderTest, AClaimSurvivesItsHeader) {
  const BatchClaim claim{.process = {.source_database_id = "a-b",
                                     .task = "Bestellungen \"für\" 😀\x7f",
                                     .script = "S\n1"},
                         .position = {.generation = {3}, .epoch = {4}, .etag = {5}},
                         .to = {9}};
  const std::string header = to_header(claim);
  for (const char c : header) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << header;
  const auto parsed = parse_claim(header);
  ASSERT_OK(parsed);
  EXPECT_EQ(parsed->process.task, claim.process.task);
  EXPECT_EQ(parsed->process.script, claim.process.script);
  EXPECT_EQ(parsed->position.epoch, claim.position.epoch);
  EXPECT_EQ(parsed->to, claim.to);
}

TEST(ClaimHeaderTest, AMalformedClaimIsRefused) {
  for (const char* header :
       {"", "[]", "{}", R"({"Source":1})",
        R"({"Source":"s","Task":"t","Script":"x","Generation":-1,"Epoch":1,"From":0,"To":1})"}) {
    EXPECT_FALSE(parse_claim(header).has_value()) << header;
  }
}

}  // namespace
}  // namespace penstock::etl::document
