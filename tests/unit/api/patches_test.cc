#include "api/patch_requests.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;

// What scripts do is tested in tests/unit/patch and tests/clients; here no script can run.
class PatchesTest : public ApiTest {
 protected:
  http::Response patch(const std::string& id, const std::string& body, http::Fields headers = {},
                       const std::string& options = "") {
    return send("PATCH", "/databases/shop/docs?id=" + id + options, body, std::move(headers));
  }
};

constexpr const char* kPatch = R"({"Patch":{"Script":"this.n = 1","Values":null}})";

TEST_F(PatchesTest, ReadsScriptsWithTheDigitsOfTheirValues) {
  const auto request = must(parse_patch(
      R"({"PatchIfMissing": {"Script": "a"}, "Patch": {"Values": {"v": 1.50}, "Script": "b\n"}})"));
  EXPECT_EQ(request.script.text, "b\n");
  EXPECT_EQ(request.script.arguments, R"({"v":1.50})");
  ASSERT_TRUE(request.if_missing.has_value());
  EXPECT_EQ(request.if_missing->text, "a");
  EXPECT_EQ(request.if_missing->arguments, "{}");
}

TEST_F(PatchesTest, ADocumentThatDoesNotExistIsNotFound) {
  const auto response = patch("a/1", kPatch);
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(text(response, "Status"), "DocumentDoesNotExist");
}

TEST_F(PatchesTest, AnotherVersionIsAConflictOrPassedOver) {
  put("a/1", R"({"n":0})");
  const http::Fields other{{"If-Match", "\"A:99-x\""}};
  const auto refused = patch("a/1", kPatch, other);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("ConcurrencyException"));
  const auto skipped = patch("a/1", kPatch, other, "&skipPatchIfChangeVectorMismatch=true");
  EXPECT_EQ(skipped.status, 200);
  EXPECT_EQ(text(skipped, "Status"), "Skipped");
}

TEST_F(PatchesTest, RefusesBodiesThatAreNoPatches) {
  put("a/1", R"({"n":0})");
  for (const auto* body :
       {"", "{", "[]", "5", "{}", R"({"Patch":null})", R"({"Patch":"this.n = 1"})",
        R"({"Patch":{}})", R"({"Patch":{"Script":""}})", R"({"Patch":{"Script":" \n"}})",
        R"({"Patch":{"Script":5}})", R"({"Patch":{"Script":"x","Values":[]}})",
        R"({"Patch":{"Script":"x","Values":"y"}})",
        R"({"Patch":{"Script":"x"},"PatchIfMissing":{"Values":{}}})"}) {
    EXPECT_EQ(patch("a/1", body).status, 400) << body;
  }
  EXPECT_EQ(send("PATCH", "/databases/shop/docs", kPatch).status, 400);
  EXPECT_EQ(send("PATCH", "/databases/none/docs?id=a", kPatch).status, 503);
}

}  // namespace
}  // namespace penstock::api
