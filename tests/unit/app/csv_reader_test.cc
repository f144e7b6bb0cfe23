#include "app/import/csv_reader.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;

/// All records of `text`.
std::vector<CsvRecord> read_all(const std::string& text) {
  std::istringstream input(text);
  CsvReader reader(input);
  std::vector<CsvRecord> records;
  while (auto record = must(reader.next())) records.push_back(*std::move(record));
  return records;
}

std::vector<std::string> texts(const CsvRecord& record) {
  std::vector<std::string> found;
  for (const auto& field : record.fields) found.push_back(field.text);
  return found;
}

TEST(CsvReaderTest, PartsFieldsAndLines) {
  const auto records = read_all("a,b,\r\n\n1,,3");

  ASSERT_EQ(records.size(), 2u);
  EXPECT_THAT(texts(records[0]), ElementsAre("a", "b", ""));
  EXPECT_THAT(texts(records[1]), ElementsAre("1", "", "3"));
  EXPECT_EQ(records[1].line_first, 3u);
}

TEST(CsvReaderTest, QuotedFieldsHoldSeparatorsQuotesAndLineBreaks) {
  const auto records = read_all("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\nnext,x,y\n");

  ASSERT_EQ(records.size(), 2u);
  EXPECT_THAT(texts(records[0]), ElementsAre("a,b", "say \"hi\"", "two\nlines"));
  EXPECT_TRUE(records[0].fields[0].is_quoted);
  EXPECT_EQ(records[0].line_last, 2u);
  EXPECT_EQ(records[1].line_first, 3u);
}

TEST(CsvReaderTest, FaultyRecordIsNamedAndTheNextIsRead) {
  const auto records = read_all("\"a\"b,c\nx\"y,z\nok,ok\n");

  ASSERT_EQ(records.size(), 3u);
  EXPECT_THAT(*records[0].fault, HasSubstr("follows a closing quote"));
  EXPECT_THAT(*records[1].fault, HasSubstr("inside a field"));
  EXPECT_FALSE(records[2].fault);
}

TEST(CsvReaderTest, QuoteThatIsNeverClosedIsAFaultOfAllLinesBehindIt) {
  const auto records = read_all("a\n\"open\nb\nc");

  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].line_first, 2u);
  EXPECT_EQ(records[1].line_last, 4u);
  EXPECT_THAT(*records[1].fault, HasSubstr("never closed"));
}

TEST(CsvReaderTest, RecordThatIsTooLargeEndsItAndIsNamed) {
  std::istringstream input("a,b\n\"" + std::string(CsvReader::kRecordBytesMax, 'x'));
  CsvReader reader(input);
  ASSERT_OK(reader.next());

  const auto record = reader.next();

  ASSERT_FALSE(record.has_value());
  EXPECT_EQ(record.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(record.error().message, HasSubstr("line 2"));
}

TEST(CsvReaderTest, SeparatorMayBeAnother) {
  std::istringstream input("a;b,c\n");
  CsvReader reader(input, ';');

  EXPECT_THAT(texts(*must(reader.next())), ElementsAre("a", "b,c"));
}

TEST(CsvReaderTest, ByteOrderMarkIsNoPartOfTheFirstField) {
  EXPECT_THAT(texts(read_all("\xEF\xBB\xBFid,name\n").front()), ElementsAre("id", "name"));
}

TEST(CsvReaderTest, BytesThatAreNotUtf8AreAFault) {
  EXPECT_THAT(*read_all("a\xff,b\n").front().fault, HasSubstr("UTF-8"));
}

}  // namespace
}  // namespace penstock::app
