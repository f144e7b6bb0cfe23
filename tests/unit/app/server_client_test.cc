#include "app/client/server_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scripted_client.h"
#include "support/assertions.h"

namespace penstock::app {
namespace {

using ::testing::HasSubstr;

class ServerClientTest : public ::testing::Test {
 protected:
  Error error_after(int status, std::string body, http::Fields headers = {}) {
    http_.answer(status, std::move(body), std::move(headers));
    const auto answer = server_.call("GET", "/x");
    return answer ? Error{ErrorCode::kInternal, "no error"} : answer.error();
  }

  ScriptedClient http_;
  ServerClient server_{http_, "http://127.0.0.1:8080/"};
};

TEST_F(ServerClientTest, ErrorIsWhatTheServerSays) {
  const auto error =
      error_after(409, R"({"Type":"X","Message":"it changed","Error":"X: it changed"})");

  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_EQ(error.message, "it changed");
}

TEST_F(ServerClientTest, MissingDatabaseIsNotFoundThoughTheStatusIs503) {
  EXPECT_EQ(error_after(503, "", {{"Database-Missing", "shop"}}).code, ErrorCode::kNotFound);
  EXPECT_EQ(error_after(503, "").code, ErrorCode::kUnavailable);
}

TEST_F(ServerClientTest, ErrorWithoutProtocolBodyShowsStatusAndText) {
  const auto error = error_after(502, "<html>Bad gateway</html>");

  EXPECT_THAT(error.message, HasSubstr("502"));
  EXPECT_THAT(error.message, HasSubstr("Bad gateway"));
}

TEST_F(ServerClientTest, AnswerThatIsNotJsonIsAnError) {
  http_.answer(200, "<html>");
  EXPECT_FALSE(server_.call("GET", "/x").has_value());
}

TEST_F(ServerClientTest, NamesAreEncodedInUrls) {
  http_.answer(404, "");
  EXPECT_FALSE(testing::must(server_.has_database("a b/c")));
  EXPECT_EQ(http_.sent[0].url, "http://127.0.0.1:8080/admin/databases?name=a%20b%2Fc");
}

TEST_F(ServerClientTest, WriteSendsOneTransaction) {
  http_.answer(201, R"({"Results":[]})");
  ASSERT_OK(server_.write("shop", delete_command("a") + "," + put_command("b\"", "{}")));

  EXPECT_EQ(http_.sent[0].url, "http://127.0.0.1:8080/databases/shop/bulk_docs");
  EXPECT_EQ(http_.sent[0].body, R"({"Commands":[{"Id":"a","ChangeVector":null,"Type":"DELETE"},)"
                                R"({"Id":"b\"","ChangeVector":null,"Document":{},"Type":"PUT"}]})");
}

}  // namespace
}  // namespace penstock::app
