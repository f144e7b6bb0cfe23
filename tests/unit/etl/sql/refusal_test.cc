#include "etl/sql/refusal.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

Table items() {
  Table table;
  table.configured_name = "Items";
  for (const auto* name : {"id", "name", "total"}) table.columns.push_back({name, {}});
  return table;
}

LoadDocument item(const std::vector<LoadObject>& objects) {
  LoadDocument document;
  document.id = "items/1";
  document.objects = objects;
  return document;
}

TEST(RefusalTest, ShowsTheBeginningOfAValueOnOneLine) {
  EXPECT_EQ(value_excerpt("Oslo"), "'Oslo'");
  EXPECT_EQ(value_excerpt("a\nb\x1b[31m\x7f"), R"('a\u000ab\u001b[31m\u007f')");
  EXPECT_EQ(value_excerpt(std::string(1000, 'x')), "'" + std::string(40, 'x') + "…'");
  EXPECT_EQ(value_excerpt(Member{"a", Member::Kind::kNull, "null", ""}), "null");
}

TEST(RefusalTest, SaysWhatTheDocumentHasForTheColumnThatTheDestinationNames) {
  const auto document = item({{"Items", R"({"Name":"Tea","total":7})"}});
  for (const auto* words :
       {"null value in column \"name\" of relation \"items\" violates not-null constraint",
        "Data too long for column 'name'", "Incorrect value for column `shop`.`items`.`name`",
        "NOT NULL constraint failed: items.name"}) {
    EXPECT_EQ(explain_refusal(items(), document, words),
              std::string("column name of table Items does not take 'Tea': ") + words);
  }
}

TEST(RefusalTest, ShowsEachValueThatTheRowsOfADocumentHaveOnce) {
  const auto document = item({{"Items", R"({"name":"a"})"},
                              {"Other", R"({"name":"z"})"},
                              {"Items", R"({"name":"b"})"},
                              {"items", R"({"name":"a"})"}});

  EXPECT_EQ(explain_refusal(items(), document, "'name'"),
            "column name of table Items does not take 'a' or 'b': 'name'");
  EXPECT_EQ(explain_refusal(items(), document, "'id'"),
            "column id of table Items does not take 'items/1': 'id'");
}

TEST(RefusalTest, NamesTheTableWhereTheDestinationNamesNoColumnOrSeveral) {
  const auto document = item({{"Items", R"({"name":"Tea"})"}});
  EXPECT_EQ(explain_refusal(items(), document, "CHECK constraint failed: \"names\""),
            "table Items: CHECK constraint failed: \"names\"");
  EXPECT_EQ(explain_refusal(items(), document, "'name' and 'total' differ"),
            "table Items: 'name' and 'total' differ");
}

}  // namespace
}  // namespace penstock::etl::sql
