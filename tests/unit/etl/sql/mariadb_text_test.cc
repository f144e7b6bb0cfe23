#include "etl/sql/driver/mariadb_text.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

TEST(MariadbTextTest, EscapesWhatWouldEndALiteral) {
  EXPECT_EQ(mariadb_literal(""), "''");
  EXPECT_EQ(mariadb_literal("o'brien"), R"('o\'brien')");
  EXPECT_EQ(mariadb_literal(R"(\')"), R"('\\\'')");
  EXPECT_EQ(mariadb_literal(std::string_view("a\0b", 3)), R"('a\0b')");
  EXPECT_EQ(mariadb_literal("\"`\n日本\x1a"), "'\"`\n日本\x1a'");
}

TEST(MariadbTextTest, PutsLiteralsWhereParametersAre) {
  const std::string literals[] = {"'?2'", "'b'"};

  EXPECT_EQ(with_literals("x = ?1 AND y = ?2 AND z = ?1", literals),
            "x = '?2' AND y = 'b' AND z = '?2'");
  EXPECT_EQ(with_literals("`?1 ``?1` = ?2 AND '`?1' = ?1", literals),
            "`?1 ``?1` = 'b' AND '`?1' = '?2'");
}

struct MomentCase {
  std::string_view written;
  std::string_view stored;
};

class MariadbMomentTest : public ::testing::TestWithParam<MomentCase> {};

TEST_P(MariadbMomentTest, IsReadByTheServer) {
  EXPECT_EQ(mariadb_moment(GetParam().written), GetParam().stored);
}

INSTANTIATE_TEST_SUITE_P(
    Moments, MariadbMomentTest,
    ::testing::Values(MomentCase{"2020-01-02T03:04:05", "2020-01-02T03:04:05"},
                      MomentCase{"2020-01-02T03:04:05.1234567", "2020-01-02T03:04:05.123456"},
                      MomentCase{"2020-01-02T03:04:05.5Z", "2020-01-02T03:04:05.5"},
                      MomentCase{"2020-01-02 03:04:05Z", "2020-01-02 03:04:05"},
                      MomentCase{"2020-03-01T01:04:05.25+02:00", "2020-02-29T23:04:05.25"},
                      MomentCase{"2019-12-31T23:30:00-0045", "2020-01-01T00:15:00"},
                      MomentCase{"2020-01-02", "2020-01-02"}, MomentCase{"03:04:05", "03:04:05"},
                      MomentCase{"2020-13-02T03:04:05+02:00", "2020-13-02T03:04:05+02:00"},
                      MomentCase{"2020-01-02T03:04:05 o'clock", "2020-01-02T03:04:05 o'clock"},
                      MomentCase{"2020-01-02T03:04:05.x", "2020-01-02T03:04:05.x"}));

}  // namespace
}  // namespace penstock::etl::sql
