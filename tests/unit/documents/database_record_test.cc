#include "documents/database_record.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/assertions.h"
#include "support/golden.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using testing::must;
using testing::TemporaryDatabase;

std::uint64_t write(TemporaryDatabase& database, const std::string& json) {
  std::uint64_t index = 0;
  EXPECT_OK(database->write_and_wait([&](WriteContext& context) -> Result<void> {
    index = TRY(write_record(context, json));
    EXPECT_EQ(TRY(read_record(context)).json, json);
    return {};
  }));
  return index;
}

TEST(DatabaseRecordTest, NewDatabaseHasAnEmptyRecord) {
  TemporaryDatabase database;
  const auto record = must(read_record(must(database->snapshot())));
  EXPECT_EQ(record.index, 0u);
  EXPECT_EQ(record.json, "{}");
}

TEST(DatabaseRecordTest, IndexRisesWithEveryChangeAndSurvives) {
  TemporaryDatabase database;
  EXPECT_EQ(write(database, R"({"a":1})"), 1u);
  EXPECT_EQ(write(database, R"({"a":2})"), 2u);
  database.close();
  database.open();

  const auto record = must(read_record(must(database->snapshot())));

  EXPECT_EQ(record.index, 2u);
  EXPECT_EQ(record.json, R"({"a":2})");
  EXPECT_EQ(must(must(database->snapshot()).last_etag()), Etag{0});
}

TEST(DatabaseRecordTest, GoldenBytes) {
  TemporaryDatabase database;
  ASSERT_OK(database->write_and_wait([](WriteContext& context) -> Result<void> {
    context.put_item("database-record", std::string("\1\0\0\0\0\0\0\1\1{}", 11));
    return {};
  }));
  EXPECT_EQ(write(database, R"({"a":1})"), 258u);
  const auto bytes = must(must(database->snapshot()).get_item("database-record"));
  EXPECT_EQ(to_hex(*bytes), testing::golden("database_record_v1.hex"));
}

}  // namespace
}  // namespace penstock::documents
