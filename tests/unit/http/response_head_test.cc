#include "http/response_head.h"

#include <gtest/gtest.h>

namespace penstock::http {
namespace {

TEST(ResponseHeadTest, HoldsTheStatusTheCommonFieldsAndThoseOfTheAnswer) {
  const Response response{200, {{"Content-Type", "text/plain"}, {"ETag", "\"a\""}}, "hello"};
  EXPECT_EQ(response_head(response, {{"Raven-Server-Version", "7.2.2"}}, {.length = 5}),
            "HTTP/1.1 200 OK\r\n"
            "Raven-Server-Version: 7.2.2\r\n"
            "Content-Type: text/plain\r\n"
            "ETag: \"a\"\r\n"
            "Content-Length: 5\r\n"
            "\r\n");
}

TEST(ResponseHeadTest, SaysThatTheConnectionEnds) {
  EXPECT_EQ(response_head({404, {}, {}}, {}, {.length = 0, .keep_alive = false}),
            "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseHeadTest, AnnouncesChunks) {
  EXPECT_EQ(response_head({200, {}, {}}, {}, {.is_chunked = true}),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
}

TEST(ResponseHeadTest, SaysNothingOfABodyWhereThereCanBeNone) {
  EXPECT_EQ(response_head({304, {}, {}}, {}, {}), "HTTP/1.1 304 Not Modified\r\n\r\n");
}

}  // namespace
}  // namespace penstock::http
