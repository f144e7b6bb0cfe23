#include "documents/feature_configuration.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/json.h"
#include "documents/database_record.h"
#include "support/assertions.h"
#include "support/golden.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using testing::must;

class FeatureConfigurationTest : public ::testing::Test {
 protected:
  std::uint64_t write(Feature feature, std::string_view text) {
    const auto configuration = must(check_feature(feature, must(parse_json(text)).as_object()));
    std::uint64_t index = 0;
    must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      index = TRY(write_feature(context, feature, configuration));
      return {};
    }));
    return index;
  }

  testing::TemporaryDatabase database_;
};

TEST_F(FeatureConfigurationTest, EachFeatureHasItsOwn) {
  write(Feature::kExpiration, R"({"DeleteFrequencyInSec": 10})");
  const auto snapshot = must(database_->snapshot());
  EXPECT_TRUE(must(read_feature(snapshot, Feature::kExpiration)));
  EXPECT_FALSE(must(read_feature(snapshot, Feature::kRefresh)));
  EXPECT_FALSE(must(read_feature(snapshot, Feature::kRevisions)));
}

TEST_F(FeatureConfigurationTest, TheIndexOfTheRecordRisesAndTheRecordStays) {
  must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
    TRY(write_record(context, R"({"kept":1})"));
    return {};
  }));
  EXPECT_EQ(write(Feature::kRefresh, "{}"), 2u);
  EXPECT_EQ(write(Feature::kRefresh, "{}"), 3u);
  const auto record = must(read_record(must(database_->snapshot())));
  EXPECT_EQ(record.json, R"({"kept":1})");
  EXPECT_EQ(record.index, 3u);
}

TEST_F(FeatureConfigurationTest, TheBytesAreThoseThatWereOnceWritten) {
  write(Feature::kExpiration, R"({"DeleteFrequencyInSec": 10})");
  const auto stored =
      must(must(database_->snapshot()).get_item(feature_item_key(Feature::kExpiration)));
  EXPECT_EQ(to_hex(stored.value()), testing::golden("feature_configuration_v1.hex"));
}

TEST(DecodeFeatureTest, OtherBytesAreRefused) {
  for (const auto* bytes : {"", "\x02{}", "\x01[]", "\x01{"}) {
    const auto decoded = decode_feature(std::string(bytes));
    ASSERT_FALSE(decoded) << bytes;
    EXPECT_EQ(decoded.error().code, ErrorCode::kCorruption);
  }
}

}  // namespace
}  // namespace penstock::documents
