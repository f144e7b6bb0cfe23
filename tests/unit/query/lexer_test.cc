#include "query/lexer.h"

#include "unit/query/query_test.h"

namespace penstock::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// "w:from q:Or'ders n:-1.5e3 p:p0 s:!=": kind and text of each token.
std::vector<std::string> tokens_of(std::string_view text) {
  constexpr std::string_view kLetters = "ewqnps";
  std::vector<std::string> found;
  Lexer lexer(text);
  for (auto token = must(lexer.next()); !token.is_end(); token = must(lexer.next())) {
    found.push_back(
        fmt::format("{}:{}", kLetters[static_cast<std::size_t>(token.kind)], token.text));
  }
  return found;
}

std::string failure_of(std::string_view text) {
  Lexer lexer(text);
  while (true) {
    const auto token = lexer.next();
    if (!token) return token.error().message;
    if (token->is_end()) return "";
  }
}

TEST(LexerTest, CutsWordsTextsNumbersParametersAndSigns) {
  EXPECT_THAT(tokens_of("from 'Orders' WHERE a.b[]>=-1.5e3 and @metadata.@last-modified<>$p0"),
              ElementsAre("w:from", "q:Orders", "w:WHERE", "w:a", "s:.", "w:b", "s:[", "s:]",
                          "s:>=", "n:-1.5e3", "w:and", "w:@metadata", "s:.", "w:@last-modified",
                          "s:!=", "p:p0"));
  EXPECT_THAT(tokens_of("größe==1"), ElementsAre("w:größe", "s:=", "n:1"));
}

TEST(LexerTest, ReadsQuotesInsideTexts) {
  EXPECT_THAT(tokens_of(R"('It''s' "say \"so\"" 'a\'b' 'C:\temp' 'end\\' '')"),
              ElementsAre("q:It's", "q:say \"so\"", "q:a'b", R"(q:C:\temp)", R"(q:end\)", "q:"));
}

TEST(LexerTest, PassesOverCommentsAndBlanks) {
  EXPECT_THAT(tokens_of("from // all of it\n\tOrders /* limit\n5 */ limit 6 //"),
              ElementsAre("w:from", "w:Orders", "w:limit", "n:6"));
}

TEST(LexerTest, SaysWhereWhatItCannotReadStands) {
  EXPECT_THAT(failure_of("from Orders\n where a = 'x"),
              HasSubstr("no closing quote. (line 2, column 12)"));
  EXPECT_THAT(failure_of("from Orders /* x"), HasSubstr("no end. (line 1, column 13)"));
  EXPECT_THAT(failure_of("from Orders where a ! 1"), HasSubstr("'!' has no meaning here."));
  EXPECT_THAT(failure_of("from Orders; drop"), HasSubstr("(line 1, column 12)"));
  EXPECT_THAT(failure_of("$"), HasSubstr("(line 1, column 1)"));
}

TEST(LexerTest, TakesAScriptInBracesWhole) {
  Lexer lexer("\n  { this.a = '}'; // {\n } ");
  const auto script = must(lexer.take_script());
  EXPECT_EQ(script.text, " this.a = '}'; // {\n ");
  EXPECT_EQ(script.place.line, 2);
  EXPECT_EQ(script.place.column, 4);
  EXPECT_TRUE(must(lexer.next()).is_end());
  EXPECT_FALSE(Lexer("this.a = 1").take_script().has_value());
  EXPECT_FALSE(Lexer("{ this.a = 1").take_script().has_value());
}

}  // namespace
}  // namespace penstock::query
