#include "app/import/document_lines.h"

#include <sstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string document(std::string_view id, std::size_t padding = 0) {
  return R"({"Text":")" + std::string(padding, 'x') + R"(","@metadata":{"@id":")" +
         std::string(id) + "\"}}\n";
}

std::vector<ImportBatch> batches_of(const std::string& text, ImportBounds bounds = {}) {
  std::istringstream input(text);
  DocumentLines lines(input, bounds);
  std::vector<ImportBatch> batches;
  for (;;) {
    auto batch = testing::must(lines.next());
    if (batch.empty()) return batches;
    batches.push_back(std::move(batch));
  }
}

std::vector<std::size_t> sizes_of(const std::vector<ImportBatch>& batches) {
  std::vector<std::size_t> sizes;
  for (const ImportBatch& batch : batches) sizes.push_back(batch.documents);
  return sizes;
}

std::string only_commands(const std::string& text) {
  const auto batches = batches_of(text);
  return batches.size() == 1 ? batches[0].commands : "";
}

Error error_of(const std::string& text) {
  std::istringstream input(text);
  DocumentLines lines(input);
  const auto batch = lines.next();
  return batch ? Error{ErrorCode::kInternal, "no error"} : batch.error();
}

TEST(DocumentLinesTest, MakesOnePutOfEachLine) {
  EXPECT_EQ(
      only_commands("{\"a\":1,\"@metadata\":{\"@id\":\"x/1\"}}\n"
                    "{\"a\":2,\"@metadata\":{\"@id\":\"x/2\"}}\n"),
      R"({"Id":"x/1","ChangeVector":null,"Document":{"a":1,"@metadata":{"@id":"x/1"}},"Type":"PUT"},)"
      R"({"Id":"x/2","ChangeVector":null,"Document":{"a":2,"@metadata":{"@id":"x/2"}},"Type":"PUT"})");
}

TEST(DocumentLinesTest, NumbersKeepTheirDigits) {
  EXPECT_THAT(only_commands(R"({"n":12345678901234567890.10,"@metadata":{"@id":"x"}})"),
              HasSubstr("12345678901234567890.10"));
}

TEST(DocumentLinesTest, ServerMakesMissingIdsFromTheCollection) {
  EXPECT_THAT(only_commands(R"({"@metadata":{"@collection":"Orders"}})"),
              HasSubstr(R"("Id":"orders/")"));
  EXPECT_THAT(only_commands(R"({"@metadata":{"@collection":"OrderLines"}})"),
              HasSubstr(R"("Id":"OrderLines/")"));
  EXPECT_THAT(only_commands(R"({"a":1})"), HasSubstr(R"("Id":"")"));
}

TEST(DocumentLinesTest, BatchesAreBoundedByCount) {
  std::string text;
  for (int i = 0; i < 5; ++i) text += document("d/" + std::to_string(i));

  const auto batches = batches_of(text, {.documents_max = 2});

  EXPECT_THAT(sizes_of(batches), ElementsAre(2, 2, 1));
  EXPECT_EQ(batches[1].line_first, 3u);
  EXPECT_EQ(batches[1].line_last, 4u);
  EXPECT_EQ(batches.back().bytes_read, text.size());
}

TEST(DocumentLinesTest, BatchesAreBoundedByBytes) {
  const std::string text =
      document("a", 300) + document("b", 300) + document("c", 300) + document("d", 5000);

  const auto batches = batches_of(text, {.bytes_max = 1000});

  EXPECT_THAT(sizes_of(batches), ElementsAre(2, 1, 1));
  EXPECT_LT(batches[0].bytes_read, batches[1].bytes_read);
}

TEST(DocumentLinesTest, PassesOverEmptyLinesAndByteOrderMark) {
  const auto batches = batches_of("\xEF\xBB\xBF" + document("a") + "\n  \r\n" + document("b"));

  EXPECT_THAT(sizes_of(batches), ElementsAre(2));
  EXPECT_EQ(batches[0].line_last, 4u);
}

TEST(DocumentLinesTest, ErrorNamesLineAndReason) {
  const auto malformed = error_of(document("a") + "{\"a\": }\n" + document("b"));
  EXPECT_EQ(malformed.code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(malformed.message, HasSubstr("line 2: malformed JSON"));

  EXPECT_THAT(error_of("[1]").message, HasSubstr("line 1: not a JSON object"));
  EXPECT_THAT(error_of(R"({"@metadata":5})").message, HasSubstr("\"@metadata\" is not an object"));
  EXPECT_THAT(error_of(R"({"@metadata":{"@id":5}})").message, HasSubstr("\"@id\" is not text"));
}

TEST(DocumentLinesTest, BatchesBeforeTheBadOneAreReturned) {
  std::istringstream input(document("a") + document("b") + document("c") + "oops\n");
  DocumentLines lines(input, {.documents_max = 2});

  const auto first = lines.next();
  const auto second = lines.next();

  ASSERT_OK(first);
  EXPECT_EQ(first->documents, 2u);
  EXPECT_FALSE(second.has_value());
}

}  // namespace
}  // namespace penstock::app
