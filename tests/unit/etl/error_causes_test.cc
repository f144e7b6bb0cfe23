#include "etl/error_causes.h"

#include <gtest/gtest.h>

namespace penstock::etl {
namespace {

std::string cause(std::string message, std::string id = "orders/17-A") {
  return cause_of({std::move(id), Etag{1}, ErrorStep::kLoad, std::move(message)});
}

TEST(ErrorCausesTest, LeavesOutWhatDiffersFromDocumentToDocument) {
  EXPECT_EQ(cause("Key (Id, No)=(orders/17-A, 4) already exists."),
            "Key (Id, No)=(…) already exists.");
  EXPECT_EQ(cause("Duplicate entry 'a-17' for key 'PRIMARY'"), "Duplicate entry '…' for key '…'");
  EXPECT_EQ(cause("Orders/17-a is 1.5 kg at line 3"), "# is # kg at line #");
}

TEST(ErrorCausesTest, KeepsNamesAndWords) {
  EXPECT_EQ(cause(R"(column "Total2" of utf8 doesn't take it, it's 5)"),
            R"(column "Total2" of utf8 doesn't take it, it's #)");
  EXPECT_EQ(cause("an open ' quote"), "an open ' quote");
  EXPECT_EQ(cause("", ""), "");
}

RecordedError error(int number, std::string message) {
  RecordedError recorded;
  recorded.error = {"orders/" + std::to_string(number), Etag{1}, ErrorStep::kLoad,
                    std::move(message)};
  recorded.when = WallTime{std::chrono::seconds(number)};
  return recorded;
}

TEST(ErrorCausesTest, CountsThemWithTheOldestAndTheNewest) {
  ErrorCauses causes;
  causes.add(error(2, "too long: 'a'"));
  causes.add(error(9, "no customer 9"));
  causes.add(error(5, "too long: 'b'"));
  causes.add(error(1, "too long: 'c'"));
  const auto found = causes.list();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].cause, "too long: '…'");
  EXPECT_EQ(found[0].documents, 3u);
  EXPECT_EQ(found[0].first, WallTime{std::chrono::seconds(1)});
  EXPECT_EQ(found[0].last, WallTime{std::chrono::seconds(5)});
  EXPECT_EQ(found[0].sample.error.document_id, "orders/5");
}

TEST(ErrorCausesTest, TellsNoMoreThanSoManyApart) {
  ErrorCauses causes;
  const auto word = [](std::size_t i) {
    return std::string(i / 26 + 1, 'x') + static_cast<char>('a' + i % 26);
  };
  for (std::size_t i = 0; i < ErrorCauses::kCausesMax + 2; ++i) causes.add(error(1, word(i)));
  const auto found = causes.list();
  EXPECT_EQ(found.size(), ErrorCauses::kCausesMax + 1);
  EXPECT_EQ(found.front().cause, ErrorCauses::kOther);
  EXPECT_EQ(found.front().documents, 2u);
}

}  // namespace
}  // namespace penstock::etl
