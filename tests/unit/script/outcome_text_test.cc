#include "script/outcome_text.h"

#include <gmock/gmock.h>

#include "support/assertions.h"

namespace penstock::script {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OutcomeTextTest, ReadsObjectsOutputAndFailures) {
  const auto documents =
      parse_outcomes("+A\t{\"n\":1}\n+B\t{}\n.\n.\n>\"a\\nb\"\n+A\t{}\n!3 7 \"Error: boom\"\n.\n");

  ASSERT_OK(documents);
  ASSERT_EQ(documents->size(), 3u);
  const auto& loaded = documents->at(0);
  ASSERT_EQ(loaded.objects.size(), 2u);
  EXPECT_EQ(loaded.objects[0].target, "A");
  EXPECT_EQ(loaded.objects[0].json, R"({"n":1})");
  EXPECT_THAT(documents->at(1).objects, IsEmpty());
  const auto& failed = documents->at(2);
  EXPECT_THAT(failed.objects, IsEmpty());
  EXPECT_THAT(failed.output, ElementsAre("a\nb"));
  EXPECT_EQ(failed.failure->to_string(), "Error: boom (line 3, column 7)");
}

TEST(OutcomeTextTest, ReadsWhatGoesAlong) {
  const auto documents = parse_outcomes(
      "+A\t{}\n@0 a[\"photo\",\"picture\"]\n@0 t[\"Heart\",\"\",\"2020\"]\n@-1 "
      "c[\"likes\"]\n-\n.\n");

  ASSERT_OK(documents);
  const auto& document = documents->front();
  ASSERT_EQ(document.items.size(), 3u);
  EXPECT_EQ(document.items[0].kind, LoadedItem::Kind::kAttachment);
  EXPECT_EQ(document.items[0].object, 0u);
  EXPECT_EQ(document.items[0].name, "photo");
  EXPECT_EQ(document.items[0].new_name, "picture");
  EXPECT_EQ(document.items[1].kind, LoadedItem::Kind::kTimeSeries);
  EXPECT_EQ(document.items[1].from, "");
  EXPECT_EQ(document.items[1].to, "2020");
  EXPECT_EQ(document.items[2].kind, LoadedItem::Kind::kCounter);
  EXPECT_EQ(document.items[2].object, std::nullopt);
  EXPECT_TRUE(document.keeps_earlier);
}

TEST(OutcomeTextTest, RefusesWhatIsMalformed) {
  for (const char* text :
       {"+A{}\n.\n", "?\n.\n", ".", "\n", "!x\n.\n", "!1 2 3\n.\n", ">1\n.\n", "+\t{}\n.\n",
        "@0 c[\"a\"]\n.\n", "@x c[]\n.\n", "@-1 z[\"a\"]\n.\n", "@-1 c{}\n.\n", "@-1 c[1]\n.\n"}) {
    const auto documents = parse_outcomes(text);

    ASSERT_FALSE(documents) << text;
    EXPECT_EQ(documents.error().code, ErrorCode::kCorruption) << text;
  }
}

}  // namespace
}  // namespace penstock::script
