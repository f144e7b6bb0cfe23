#include "app/import/csv_documents.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;

class CsvDocumentsTest : public ::testing::Test {
 protected:
  /// The commands of a file with the columns "Number,Total,Paid,Zip" and these lines.
  std::string commands(const std::string& lines, CsvOptions options = {}) {
    return must(read("Number,Total,Paid,Zip\n" + lines, std::move(options))).commands;
  }

  Result<ImportBatch> read(const std::string& text, CsvOptions options = {}) {
    std::istringstream input(text);
    CsvDocuments documents(input, std::move(options), [this](const auto& record, const auto& what) {
      bad_.push_back(std::to_string(record.line_first) + ": " + what);
    });
    return documents.next();
  }

  std::vector<std::string> bad_;
};

TEST_F(CsvDocumentsTest, GuessesTypes) {
  EXPECT_EQ(commands("7,12.50,true,01234\n", {.collection = "Orders"}),
            R"({"Id":"orders/","ChangeVector":null,"Document":{"Number":7,"Total":12.50,)"
            R"("Paid":true,"Zip":"01234","@metadata":{"@collection":"Orders"}},"Type":"PUT"})");
}

TEST_F(CsvDocumentsTest, QuotedIsTextAndEmptyIsNull) {
  EXPECT_THAT(commands("\"7\",,\"\",12345678901234567890\n"),
              HasSubstr(R"({"Number":"7","Total":null,"Paid":"","Zip":"12345678901234567890"})"));
}

TEST_F(CsvDocumentsTest, GivenTypesHoldAndWhatDoesNotFitIsABadLine) {
  const CsvOptions options{.types = must(parse_csv_types("Number=text,Total=number,Paid=boolean"))};

  const auto made = commands("7,1,false,x\n8,much,false,x\n9,1,maybe,x\n", options);

  EXPECT_THAT(made, HasSubstr(R"({"Number":"7","Total":1,"Paid":false,"Zip":"x"})"));
  EXPECT_THAT(bad_, ElementsAre("3: column 'Total': 'much' is not a number",
                                "4: column 'Paid': 'maybe' is neither true nor false"));
}

TEST_F(CsvDocumentsTest, LinesWithTooFewOrTooManyFieldsAreBadAndTheOthersGoOn) {
  const auto batch = must(read("a,b\n1\n1,2,3\n1,2\n"));

  EXPECT_EQ(batch.documents, 1u);
  EXPECT_THAT(bad_, ElementsAre("2: 1 fields, but the header has 2 columns",
                                "3: 3 fields, but the header has 2 columns"));
}

TEST_F(CsvDocumentsTest, BatchesAreBoundedAndHoldEveryLineOnce) {
  std::istringstream input("a\n1\n2\n3\n");
  CsvDocuments documents(input, {}, [](auto, const auto&) {}, {.documents_max = 2});

  const auto first = must(documents.next());
  const auto second = must(documents.next());

  EXPECT_EQ(first.documents, 2u);
  EXPECT_EQ(first.line_last, 3u);
  EXPECT_EQ(second.documents, 1u);
  EXPECT_EQ(second.line_first, 4u);
  EXPECT_EQ(second.bytes_read, 8u);
  EXPECT_TRUE(must(documents.next()).empty());
}

TEST_F(CsvDocumentsTest, IdsFollowThePattern) {
  EXPECT_THAT(commands("7,1,true,x\n", {.id_pattern = "orders/{Zip}/{Number}"}),
              HasSubstr(R"("Id":"orders/x/7")"));
  commands(",1,true,x\n", {.id_pattern = "orders/{Number}"});
  EXPECT_THAT(bad_, ElementsAre(HasSubstr("part of the id, is empty")));
}

TEST_F(CsvDocumentsTest, ColumnsThatBeginWithAnAtSignAreMetadata) {
  const auto batch = must(read("@id,@collection,Name\nusers/1,Users,Ann\n"));

  EXPECT_EQ(batch.commands, R"({"Id":"users/1","ChangeVector":null,"Document":{"Name":"Ann",)"
                            R"("@metadata":{"@collection":"Users"}},"Type":"PUT"})");
}

TEST_F(CsvDocumentsTest, WrongHeadersAndOptionsAreRefused) {
  EXPECT_THAT(read("a,a\n").error().message, HasSubstr("two columns are called 'a'"));
  EXPECT_THAT(read("a,\n").error().message, HasSubstr("has no name"));
  EXPECT_THAT(read("").error().message, HasSubstr("header"));
  EXPECT_THAT(read("a\n", {.id_pattern = "{b}"}).error().message, HasSubstr("no column 'b'"));
  EXPECT_THAT(read("a\n", {.types = {{"b", CsvType::kText}}}).error().message,
              HasSubstr("no column 'b'"));
  EXPECT_FALSE(parse_csv_types("a=colour").has_value());
}

}  // namespace
}  // namespace penstock::app
