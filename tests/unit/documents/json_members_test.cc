#include "documents/json_members.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace penstock::documents {
namespace {

std::vector<std::string> names_of(std::string_view text) {
  std::vector<std::string> names;
  JsonMembers members(text);
  while (const auto member = members.next()) names.emplace_back(member->name);
  return names;
}

TEST(JsonMembersTest, AreInTheOrderOfTheText) {
  EXPECT_EQ(names_of(R"({"b":{"x":[1,"}"]},"a\"":"\\","c":-1.50})"),
            (std::vector<std::string>{"b", R"(a\")", "c"}));
  EXPECT_TRUE(names_of("{}").empty());
}

TEST(JsonMembersTest, EndWhereTheTextIsNone) {
  const std::string whole = R"({"a":{"b":"\"c"},"d":[1,{}],"e":null})";
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char damage : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', 'x'}) {
      auto text = whole;
      text[at] = damage;
      EXPECT_LE(names_of(text).size(), text.size());
      EXPECT_LE(names_of(text.substr(0, at)).size(), text.size());
      EXPECT_LE(names_of(text.substr(0, at) + "}").size(), text.size());
    }
  }
}

TEST(JsonMembersTest, ElementsEndWhereTheTextIsNone) {
  for (const auto* text : {"", "[", "x", "[]]", "[,]", "[\"]", "[[]", "[1,,2]"}) {
    JsonElements elements(text);
    std::size_t count = 0;
    while (elements.next()) ++count;
    EXPECT_LE(count, 3u) << text;
  }
}

}  // namespace
}  // namespace penstock::documents
