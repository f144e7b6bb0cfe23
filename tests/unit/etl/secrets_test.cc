#include "etl/secrets.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;

struct MaskCase {
  std::string_view name;
  std::string_view given;
  std::string_view masked;
};

class MaskSecretsTest : public ::testing::TestWithParam<MaskCase> {};

TEST_P(MaskSecretsTest, HidesTheSecretAndNothingElse) {
  EXPECT_EQ(mask_secrets(GetParam().given), GetParam().masked);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, MaskSecretsTest,
    ::testing::Values(
        MaskCase{"SemicolonKeywords", "Host=h;Username=u;Password=a b c;Database=d",
                 "Host=h;Username=u;Password=********;Database=d"},
        MaskCase{"ShortKeyword", "server=s;pwd=x;", "server=s;pwd=********;"},
        MaskCase{"KeywordOfTwoWords", "Host=h;SSL Password = x", "Host=h;SSL Password = ********"},
        MaskCase{"BlankWithinTheKeyword", "Host=h;Pass word=x;SSL Pass Word=y",
                 "Host=h;Pass word=********;SSL Pass Word=********"},
        MaskCase{"UnderscoreWithinTheKeyword", "Host=h;PASS_WORD=x", "Host=h;PASS_WORD=********"},
        MaskCase{"BeforeAUri", "Pwd=a&Proxy=http://u:b@h",
                 "Pwd=********&Proxy=http://u:********@h"},
        MaskCase{"QuotedWithSemicolon", "Host=h;Password=\"a;b\";Database=d",
                 "Host=h;Password=********;Database=d"},
        MaskCase{"DoubledQuote", "Host=h;Password='a''b';Database=d",
                 "Host=h;Password=********;Database=d"},
        MaskCase{"OpenQuoteHidesTheRest", "Host=h;Password='a;Database=d",
                 "Host=h;Password=********"},
        MaskCase{"PasswordAlone", "Password=my secret", "Password=********"},
        MaskCase{"BlankKeywords", "host=h password=a;b dbname=d",
                 "host=h password=******** dbname=d"},
        MaskCase{"BlankKeywordsEscaped", R"(host=h password='a\' b' dbname=d)",
                 "host=h password=******** dbname=d"},
        MaskCase{"BlankKeywordsEscapedBlank", R"(host=h password=a\ b dbname=d)",
                 "host=h password=******** dbname=d"},
        MaskCase{"BlankKeywordsInAValue", "host=h user=u;Password='a password='b c' dbname=d",
                 "host=h user=u;Password=******** dbname=d"},
        MaskCase{"Braces", "Driver={x};Pwd={a;b}};c};Server=s", "Driver={x};Pwd=********;Server=s"},
        MaskCase{"OpenBrace", "Host=h;Password={a;Database=d",
                 "Host=h;Password=********;Database=d"},
        MaskCase{"Uri", "postgresql://user:secret@h:5432/d?sslmode=require",
                 "postgresql://user:********@h:5432/d?sslmode=require"},
        MaskCase{"UriWithAtInPassword", "postgresql://user:p@ss@h/d",
                 "postgresql://user:********@h/d"},
        MaskCase{"UriWithSlashInPassword", "postgresql://user:p/ss@h/d",
                 "postgresql://user:********@h/d"},
        MaskCase{"UriParameter", "postgresql://h/d?password=secret&sslmode=require",
                 "postgresql://h/d?password=********&sslmode=require"},
        MaskCase{"NoSecret", "Data Source=shop.db", "Data Source=shop.db"},
        MaskCase{"EmptyPassword", "Host=h;Password=;Database=d", "Host=h;Password=;Database=d"},
        MaskCase{"Empty", "", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(RestoreSecretsTest, KeepsTheStoredSecretWhereTheMarkStands) {
  const auto restored =
      must(restore_secrets("Host=new;Password=********;Username=u", "Host=h;Password='a;b'"));

  EXPECT_EQ(restored, "Host=new;Password='a;b';Username=u");
}

TEST(RestoreSecretsTest, KeepsTheStoredPasswordOfAUri) {
  EXPECT_EQ(must(restore_secrets("postgresql://u:********@other/d", "postgresql://u:p@h/d")),
            "postgresql://u:p@other/d");
}

TEST(RestoreSecretsTest, TakesANewSecret) {
  EXPECT_EQ(must(restore_secrets("Host=h;Password=new", "Host=h;Password=old")),
            "Host=h;Password=new");
}

TEST(RestoreSecretsTest, GivesSecretsOfOneNameInTheirOrder) {
  EXPECT_EQ(must(restore_secrets("Pwd=********;Host=h;Pwd=********", "Pwd=a;Host=h;Pwd=b")),
            "Pwd=a;Host=h;Pwd=b");
}

TEST(RestoreSecretsTest, RefusesTheMarkWhereNothingIsStored) {
  const auto restored = restore_secrets("Host=h;Password=********", "Host=h");

  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace penstock::etl
