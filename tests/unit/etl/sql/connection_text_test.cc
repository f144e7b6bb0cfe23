#include "etl/sql/connection_text.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

Words parse(const std::string& text) {
  Words words;
  for (const auto& word : testing::must(parse_connection_text(text))) {
    words.emplace_back(word.key, word.value);
  }
  return words;
}

TEST(ConnectionTextTest, FoldsKeysAndKeepsValues) {
  EXPECT_EQ(parse("Host=DB; User Id = me ;Search_Path=a b;;"),
            (Words{{"host", "DB"}, {"userid", "me"}, {"searchpath", "a b"}}));
}

TEST(ConnectionTextTest, TakesQuotedValues) {
  EXPECT_EQ(parse(R"(a='x;y=z'; b="it""s" ;c='it''s';d=)"),
            (Words{{"a", "x;y=z"}, {"b", "it\"s"}, {"c", "it's"}, {"d", ""}}));
}

TEST(ConnectionTextTest, RefusesBrokenTextWithoutRepeatingIt) {
  for (const std::string text :
       {"Password=a;secret", "Password='secret", "=secret", "a='b'secret"}) {
    const auto words = parse_connection_text(text);
    ASSERT_FALSE(words) << text;
    EXPECT_EQ(words.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(words.error().message.find("secret"), std::string::npos) << words.error().message;
  }
  EXPECT_FALSE(parse_connection_text(" ; "));
}

TEST(ConnectionTextTest, MasksSecrets) {
  EXPECT_EQ(without_secrets("user me, password hush, again hush", {"hush", ""}),
            "user me, password ***, again ***");
}

}  // namespace
}  // namespace penstock::etl::sql
