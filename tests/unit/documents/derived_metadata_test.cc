#include "documents/derived_metadata.h"

#include <gtest/gtest.h>

namespace penstock::documents {
namespace {

TEST(DerivedMetadataTest, NothingIsNoText) {
  EXPECT_EQ(DerivedMetadata().to_json(), "");
  EXPECT_EQ(DerivedMetadata::parse("").to_json(), "");
}

TEST(DerivedMetadataTest, ListsBringTheirFlags) {
  DerivedMetadata derived;
  derived.set_time_series(R"(["Pulse"])");
  derived.set_counters(R"(["a","b"])");
  derived.set_attachments(R"([{"Name":"x"}])");
  EXPECT_EQ(derived.flags(), "HasAttachments, HasCounters, HasTimeSeries");
  EXPECT_EQ(derived.to_json(),
            R"({"@flags":"HasAttachments, HasCounters, HasTimeSeries",)"
            R"("@attachments":[{"Name":"x"}],"@counters":["a","b"],"@timeseries":["Pulse"]})");
}

TEST(DerivedMetadataTest, AListThatEmptiesTakesItsFlagAway) {
  DerivedMetadata derived;
  derived.set_counters(R"(["a"])");
  derived.set_flag(DocumentFlag::kHasRevisions, true);
  derived.set_counters("[]");
  EXPECT_FALSE(derived.has_flag(DocumentFlag::kHasCounters));
  EXPECT_EQ(derived.to_json(), R"({"@flags":"HasRevisions"})");
  derived.set_flag(DocumentFlag::kHasRevisions, false);
  EXPECT_EQ(derived.to_json(), "");
}

TEST(DerivedMetadataTest, WhatIsWrittenIsReadBack) {
  DerivedMetadata derived;
  derived.set_attachments(R"([{"Name":"a, \"b\"","Size":1}])");
  derived.set_counters(R"(["@flags"])");
  derived.set_flag(DocumentFlag::kDeleteRevision, true);
  const auto again = DerivedMetadata::parse(derived.to_json());
  EXPECT_EQ(again.to_json(), derived.to_json());
  EXPECT_EQ(again.counters(), R"(["@flags"])");
  EXPECT_TRUE(again.has_flag(DocumentFlag::kDeleteRevision));
  EXPECT_FALSE(again.has_flag(DocumentFlag::kRevision));
}

}  // namespace
}  // namespace penstock::documents
