#include <fstream>

#include <gmock/gmock.h>

#include "script_fixture.h"

namespace penstock::script {
namespace {

constexpr const char* kDocument =
    R"({"A":null,"S":"text","N":5,"O":{"N":1,"E":{}},"L":[{"P":1},null,{"P":3}]})";
constexpr std::string_view kArrow = " => ";

class NullPropagationTest : public ScriptTest {};

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string join(const std::vector<std::string>& lines) {
  std::string joined;
  for (const auto& line : lines) joined.append(joined.empty() ? "" : "|").append(line);
  return joined;
}

TEST_F(NullPropagationTest, FollowsTheTableOfForms) {
  std::ifstream table(PENSTOCK_TEST_DATA "/null_propagation.txt");
  int cases = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto arrow = line.rfind(kArrow);
    ASSERT_NE(arrow, std::string::npos) << line;
    auto script = replace_all(line.substr(0, arrow), "\\n", "\n");
    const auto expected = line.substr(arrow + kArrow.size());
    if (script.find("output(") == std::string::npos && !expected.starts_with("! "))
      script.insert(0, "output(").push_back(')');

    const auto outcome = run_one(script, kDocument);

    if (expected.starts_with("! ")) {
      EXPECT_THAT(outcome.failure, ::testing::HasSubstr(expected.substr(2))) << line;
    } else {
      EXPECT_EQ(outcome.failure, "") << line;
      EXPECT_EQ(join(outcome.output), expected) << line;
    }
    ++cases;
  }
  EXPECT_GT(cases, 100);
}

}  // namespace
}  // namespace penstock::script
