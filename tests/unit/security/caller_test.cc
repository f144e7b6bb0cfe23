#include "security/caller.h"

#include <array>

#include <gmock/gmock.h>

namespace penstock::security {
namespace {

using ::testing::HasSubstr;

constexpr std::array kPermissions = {Permission::kNone,
                                     Permission::kRegistered,
                                     Permission::kReadDatabase,
                                     Permission::kWriteDatabase,
                                     Permission::kAdministerDatabase,
                                     Permission::kOperateServer,
                                     Permission::kAdministerCluster};

/// "1100000": which of these a caller has, about the database "shop".
std::string permissions_of(const Caller& caller) {
  std::string has;
  for (const auto permission : kPermissions) has += caller.may(permission, "shop") ? '1' : '0';
  return has;
}

std::string permissions_of(Clearance clearance) {
  return permissions_of(*Caller::holder("ann", "AB12", {.clearance = clearance}));
}

std::string permissions_of(DatabaseAccess access) {
  return permissions_of(*Caller::holder("ann", "AB12", {.databases = {{"shop", access}}}));
}

TEST(CallerTest, MayWhatClearanceAndAccessAllow) {
  EXPECT_EQ(permissions_of(*Caller::anybody()), "1111111");
  EXPECT_EQ(permissions_of(*Caller::stranger("Who?")), "1000000");
  EXPECT_EQ(permissions_of(Clearance::kValidUser), "1100000");
  EXPECT_EQ(permissions_of(DatabaseAccess::kRead), "1110000");
  EXPECT_EQ(permissions_of(DatabaseAccess::kReadWrite), "1111000");
  EXPECT_EQ(permissions_of(DatabaseAccess::kAdmin), "1111100");
  EXPECT_EQ(permissions_of(Clearance::kOperator), "1111110");
  EXPECT_EQ(permissions_of(Clearance::kClusterNode), "1111110");
  EXPECT_EQ(permissions_of(Clearance::kClusterAdmin), "1111111");
}

TEST(CallerTest, HasAccessToNoOtherDatabase) {
  const auto caller =
      Caller::holder("ann", "AB12", {.databases = {{"shop", DatabaseAccess::kAdmin}}});
  EXPECT_TRUE(caller->may(Permission::kReadDatabase, "Shop"));
  for (const auto* other : {"", "sho", "shop2", "shop/", "*"}) {
    EXPECT_FALSE(caller->may(Permission::kReadDatabase, other)) << other;
  }
}

TEST(CallerTest, IsToldWhatIsMissing) {
  const auto caller = Caller::holder("ann", "AB12", {});
  EXPECT_THAT(caller->refusal(Permission::kWriteDatabase, "shop"),
              HasSubstr("'ann' may not do this: it needs the access ReadWrite to the database"));
  EXPECT_THAT(caller->refusal(Permission::kOperateServer), HasSubstr("the clearance Operator"));
  EXPECT_EQ(Caller::stranger("Who?")->refusal(Permission::kReadDatabase, "shop"), "Who?");
}

TEST(ClearanceTest, HasTheWordsOfTheProtocol) {
  for (const auto* word : {"ValidUser", "Operator", "ClusterNode", "ClusterAdmin"}) {
    EXPECT_EQ(to_string(clearance_from(word).value()), word);
  }
  for (const auto* word : {"Read", "ReadWrite", "Admin"}) {
    EXPECT_EQ(to_string(database_access_from(word).value()), word);
  }
  EXPECT_FALSE(clearance_from("operator"));
  EXPECT_FALSE(database_access_from("Write"));
}

}  // namespace
}  // namespace penstock::security
