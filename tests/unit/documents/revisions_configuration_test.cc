#include "documents/revisions_configuration.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "support/assertions.h"

namespace penstock::documents {
namespace {

using testing::must;

Result<RevisionsConfiguration> parse(std::string_view text) {
  return RevisionsConfiguration::parse(must(parse_json(text)).as_object());
}

TEST(RevisionsConfigurationTest, ACollectionsOwnPolicyComesBeforeTheDefault) {
  const auto configuration = must(parse(R"({
      "Default": {"MinimumRevisionsToKeep": 5, "MinimumRevisionAgeToKeep": "14.00:00:00"},
      "Collections": {"Users": {"PurgeOnDelete": true, "MinimumRevisionsToKeep": 10},
                      "Logs": {"Disabled": true}}})"));

  const auto* users = configuration.policy_for("USERS");
  ASSERT_NE(users, nullptr);
  EXPECT_TRUE(users->purge_on_delete);
  EXPECT_EQ(users->keep_count, 10u);
  EXPECT_EQ(users->keep_age, std::nullopt);
  const auto* others = configuration.policy_for("Orders");
  ASSERT_NE(others, nullptr);
  EXPECT_EQ(others->keep_count, 5u);
  EXPECT_EQ(others->keep_age, std::chrono::days{14});
  EXPECT_EQ(configuration.policy_for("Logs"), nullptr);
}

TEST(RevisionsConfigurationTest, TheDefaultDoesNotReachHiloDocuments) {
  const auto configuration = must(parse(R"({"Default": {}})"));
  EXPECT_EQ(configuration.policy_for("@hilo"), nullptr);
  EXPECT_NE(configuration.policy_for("@empty"), nullptr);
}

TEST(RevisionsConfigurationTest, NothingIsKeptWithoutAConfiguration) {
  EXPECT_EQ(RevisionsConfiguration().policy_for("Users"), nullptr);
  EXPECT_EQ(must(parse(R"({"Default": null, "Collections": null})")).policy_for("Users"), nullptr);
}

TEST(RevisionsConfigurationTest, ItIsWrittenAsItIsRead) {
  const auto written = must(parse(R"({"Default": null, "Collections": {"Users":
      {"MinimumRevisionAgeToKeep": "00:00:30", "MaximumRevisionsToDeleteUponDocumentUpdate": 7}}})"))
                           .to_json();
  EXPECT_EQ(boost::json::value(written), must(parse_json(R"({"Default": null, "Collections":
      {"Users": {"Disabled": false, "PurgeOnDelete": false, "MinimumRevisionsToKeep": null,
                 "MinimumRevisionAgeToKeep": "00:00:30",
                 "MaximumRevisionsToDeleteUponDocumentUpdate": 7}}})")));
}

TEST(RevisionsConfigurationTest, WhatIsWrongIsNamed) {
  const auto message = [](std::string_view text) {
    const auto parsed = parse(text);
    if (parsed) return std::string("accepted");
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument);
    return parsed.error().message;
  };
  EXPECT_EQ(message(R"({"Default": 1})"), "Default: is not an object");
  EXPECT_EQ(message(R"({"Collections": []})"), "'Collections' is not an object");
  EXPECT_EQ(message(R"({"Collections": {"Users": null}})"), "Collections.Users: is not an object");
  EXPECT_EQ(message(R"({"Default": {"Disabled": "yes"}})"),
            "Default: 'Disabled' is not true or false");
  EXPECT_EQ(message(R"({"Default": {"MinimumRevisionsToKeep": -1}})"),
            "Default: 'MinimumRevisionsToKeep' is not a whole number from 0 on");
  EXPECT_EQ(message(R"({"Default": {"MinimumRevisionsToKeep": 1.5}})"),
            "Default: 'MinimumRevisionsToKeep' is not a whole number from 0 on");
  EXPECT_EQ(message(R"({"Default": {"MinimumRevisionAgeToKeep": "two weeks"}})"),
            "Default: 'MinimumRevisionAgeToKeep' is not a time span like 14.00:00:00");
  EXPECT_EQ(message(R"({"Default": {"MinimumRevisionAgeToKeep": "-1.00:00:00"}})"),
            "Default: 'MinimumRevisionAgeToKeep' is not a time span like 14.00:00:00");
  EXPECT_EQ(message(R"({"Collections": {"": {}}})"),
            "'Collections' names a collection that is empty, holds a NUL or is longer than 256 "
            "bytes");
}

}  // namespace
}  // namespace penstock::documents
