#include "app/terminal/table.h"

#include <gtest/gtest.h>

namespace penstock::app {
namespace {

Table some_table() {
  Table table({{"NAME"}, {"ROWS", Table::Align::kRight}, {"NOTE"}});
  table.add({"Café", "7", "a rather long note"});
  table.add({"Orders", "12,000", ""});
  return table;
}

TEST(TableTest, AlignsColumnsByCharacters) {
  EXPECT_EQ(some_table().render(Terminal(stdout, {}), 2),
            "  NAME      ROWS  NOTE\n"
            "  Café         7  a rather long note\n"
            "  Orders  12,000\n");
}

TEST(TableTest, CutsLinesToTheTerminal) {
  EXPECT_EQ(some_table().render(Terminal(stdout, {.redraws = true, .columns = 24}), 2),
            "  NAME      ROWS  NOTE\n"
            "  Café         7  a rat…\n"
            "  Orders  12,000\n");
}

TEST(TableTest, WithoutTerminalNothingIsCut) {
  const auto text = some_table().render(Terminal(stdout, {.columns = 24}), 0);
  EXPECT_NE(text.find("a rather long note"), std::string::npos);
}

}  // namespace
}  // namespace penstock::app
