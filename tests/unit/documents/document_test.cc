#include "documents/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::documents {
namespace {

using testing::must;

TEST(DocumentContentTest, BodyAndMetadataAreTakenApart) {
  const auto content = DocumentContent::parse(
      R"({ "Total": 10, "@metadata": {"@collection": "Orders", "Raven-Node-Type": "Order"}, "Lines": [ {"a": "}"} ] })");
  ASSERT_OK(content);
  EXPECT_EQ(content->body, R"({"Total":10,"Lines":[{"a":"}"}]})");
  EXPECT_EQ(content->metadata, R"({"Raven-Node-Type":"Order"})");
  EXPECT_EQ(content->collection, "Orders");
}

TEST(DocumentContentTest, NumbersKeepTheirDigits) {
  const auto content = DocumentContent::parse(
      R"({"a":12345678901234567890123456789,"b":1.10,"c":1E400,"d":-0.0,"@metadata":{"x":0.30}})");
  ASSERT_OK(content);
  EXPECT_EQ(content->body, R"({"a":12345678901234567890123456789,"b":1.10,"c":1E400,"d":-0.0})");
  EXPECT_EQ(content->metadata, R"({"x":0.30})");
}

TEST(DocumentContentTest, WithoutMetadataItIsInTheEmptyCollection) {
  for (const char* text : {"{}", R"({"@metadata":{}})", R"({"@metadata":{"@collection":null}})",
                           R"({"@metadata":{"@collection":"@EMPTY"}})"}) {
    const auto content = DocumentContent::parse(text);
    ASSERT_OK(content);
    EXPECT_EQ(content->body, "{}");
    EXPECT_EQ(content->metadata, "{}");
    EXPECT_EQ(content->collection, kEmptyCollection);
  }
}

TEST(DocumentContentTest, WhatTheServerOwnsIsDroppedWhateverItsCase) {
  const auto content = DocumentContent::parse(
      R"({"@metadata":{"@id":"x","@Change-Vector":"A:1","@LAST-MODIFIED":"y","@flags":"HasCounters",
          "@index-score":1,"@attachments":[{"Name":"a"}],"@counters":["c"],"@timeseries":["t"],
          "@expires":"2030-01-01","@identity":1}})");
  ASSERT_OK(content);
  EXPECT_EQ(content->metadata, R"({"@expires":"2030-01-01","@identity":1})");
}

TEST(DocumentContentTest, OfSeveralMetadataTheLastCounts) {
  const auto content = DocumentContent::parse(
      R"({"@metadata":{"@collection":"A","a":1},"b":2,"\u0040metadata":{"@collection":"B","c":3}})");
  ASSERT_OK(content);
  EXPECT_EQ(content->body, R"({"b":2})");
  EXPECT_EQ(content->metadata, R"({"c":3})");
  EXPECT_EQ(content->collection, "B");
}

TEST(DocumentContentTest, EscapesStayInNamesAndValues) {
  const auto content =
      DocumentContent::parse(R"({"a\"{":"\\","b":"\"}","@metadata":{"@collection":"a\"b"}})");
  ASSERT_OK(content);
  EXPECT_EQ(content->body, R"({"a\"{":"\\","b":"\"}"})");
  EXPECT_EQ(content->collection, "a\"b");
}

TEST(DocumentContentTest, WhatIsNoDocumentIsRefused) {
  const std::string long_name = std::string(kCollectionBytesMax + 1, 'x');
  for (const std::string& text :
       {std::string("[]"), std::string("1"), std::string("{"), std::string(),
        std::string(R"({"@metadata":[]})"), std::string(R"({"@metadata":null})"),
        std::string(R"({"@metadata":{"@collection":1}})"),
        std::string(R"({"@metadata":{"@collection":""}})"),
        std::string(R"({"@metadata":{"@collection":"a\u0000b"}})"),
        R"({"@metadata":{"@collection":")" + long_name + R"("}})"}) {
    const auto content = DocumentContent::parse(text);
    ASSERT_FALSE(content.has_value()) << text;
    EXPECT_EQ(content.error().code, ErrorCode::kInvalidArgument) << text;
  }
}

Document sample() {
  return {.id = "orders/1-A",
          .etag = Etag{7},
          .change_vector = "A:7-xyz",
          .collection = "Orders",
          .last_modified = WallTime{std::chrono::days{19'723}},
          .metadata = R"({"x":1})",
          .derived = "",
          .body = R"({"Total":10})"};
}

TEST(DocumentTest, JsonHasTheMetadataThatClientsNeed) {
  EXPECT_EQ(sample().to_json(),
            R"({"Total":10,"@metadata":{"@collection":"Orders","x":1,"@id":"orders/1-A",)"
            R"("@change-vector":"A:7-xyz","@last-modified":"2024-01-01T00:00:00.0000000Z"}})");
}

TEST(DocumentTest, JsonHasWhatTheServerDerives) {
  Document document = sample();
  document.derived = R"({"@flags":"HasCounters","@counters":["likes"]})";
  EXPECT_THAT(document.to_json(),
              ::testing::HasSubstr(R"("x":1,"@flags":"HasCounters","@counters":["likes"],"@id":)"));
  EXPECT_EQ(must(DocumentContent::parse(document.to_json())).metadata, document.metadata);
}

TEST(DocumentTest, JsonOfTheEmptyCollectionDoesNotNameIt) {
  Document document = sample();
  document.collection = kEmptyCollection;
  document.metadata = "{}";
  document.body = "{}";
  EXPECT_EQ(document.to_json(), R"({"@metadata":{"@id":"orders/1-A","@change-vector":"A:7-xyz",)"
                                R"("@last-modified":"2024-01-01T00:00:00.0000000Z"}})");
  EXPECT_EQ(document.metadata_to_json(), document.to_json());
}

TEST(DocumentTest, WhatClientsReadCanBeWrittenBack) {
  const auto content = must(DocumentContent::parse(sample().to_json()));
  EXPECT_EQ(content.body, sample().body);
  EXPECT_EQ(content.metadata, sample().metadata);
  EXPECT_EQ(content.collection, sample().collection);
}

}  // namespace
}  // namespace penstock::documents
