#include <ostream>

#include <gmock/gmock.h>

#include "unit/http/server_fixture.h"

// Requests whose end a proxy in front of the server might see elsewhere than the server does: what
// follows them would then be somebody else's request. They are refused, and the connection ends.
namespace penstock::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawConnection;
using testing::status_of;

struct Shape {
  const char* name;
  const char* lines;  ///< Of the header.
  const char* body;
};

std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << shape.name; }

class RequestShapeTest : public ServerFixture {
 protected:
  void SetUp() override {
    start([](Request& request, const Respond& respond) {
      respond({200, {}, request.path + " [" + request.body + "]"});
    });
  }
};

class AmbiguousRequestTest : public RequestShapeTest,
                             public ::testing::WithParamInterface<Shape> {};

TEST_P(AmbiguousRequestTest, IsRefusedWithAllThatFollowsIt) {
  RawConnection connection(server_->url());
  connection.send(request("POST /", GetParam().lines, GetParam().body) + request("GET /smuggled"));
  const auto answers = connection.read_to_end();
  EXPECT_EQ(status_of(answers), 400) << GetParam().name << ": " << answers;
  EXPECT_THAT(answers, Not(HasSubstr("/smuggled"))) << GetParam().name;
}

constexpr const char* kChunks = "5\r\nhello\r\n0\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Lengths, AmbiguousRequestTest,
    ::testing::Values(Shape{"two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello"},
                      Shape{"a list of lengths", "Content-Length: 5, 6\r\n", "hello"},
                      Shape{"a length with a sign", "Content-Length: +5\r\n", "hello"},
                      Shape{"a negative length", "Content-Length: -5\r\n", "hello"},
                      Shape{"a length in base 16", "Content-Length: 0x5\r\n", "hello"},
                      Shape{"a length with a blank", "Content-Length: 5 5\r\n", "hello"},
                      Shape{"a length that is empty", "Content-Length: \r\n", "hello"},
                      Shape{"a length of more than 64 bits",
                            "Content-Length: 18446744073709551621\r\n", "hello"},
                      Shape{"a blank before the colon", "Content-Length : 5\r\n", "hello"}));

INSTANTIATE_TEST_SUITE_P(
    Codings, AmbiguousRequestTest,
    ::testing::Values(
        Shape{"a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
              kChunks},
        Shape{"chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
              kChunks},
        Shape{"another coding", "Transfer-Encoding: gzip\r\n", kChunks},
        Shape{"no coding", "Transfer-Encoding: identity\r\n", kChunks},
        Shape{"a coding before chunks", "Transfer-Encoding: gzip, chunked\r\n", kChunks},
        Shape{"a coding after chunks", "Transfer-Encoding: chunked, identity\r\n", kChunks},
        Shape{"chunks twice", "Transfer-Encoding: chunked, chunked\r\n", kChunks},
        Shape{"chunks in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
              kChunks},
        Shape{"two lines of codings",
              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", kChunks},
        Shape{"a name that is nearly chunked", "Transfer-Encoding: xchunked\r\n", kChunks},
        Shape{"chunks with a parameter", "Transfer-Encoding: chunked;a=b\r\n", kChunks},
        Shape{"a blank before the colon", "Transfer-Encoding : chunked\r\n", kChunks},
        Shape{"a control character before chunks", "Transfer-Encoding: \vchunked\r\n", kChunks}));

INSTANTIATE_TEST_SUITE_P(
    Chunks, AmbiguousRequestTest,
    ::testing::Values(
        Shape{"a size with a sign", "Transfer-Encoding: chunked\r\n", "+5\r\nhello\r\n0\r\n\r\n"},
        Shape{"a size with a prefix", "Transfer-Encoding: chunked\r\n",
              "0x5\r\nhello\r\n0\r\n\r\n"},
        Shape{"a size of more than 64 bits", "Transfer-Encoding: chunked\r\n",
              "10000000000000005\r\nhello\r\n0\r\n\r\n"},
        Shape{"no size", "Transfer-Encoding: chunked\r\n", "\r\nhello\r\n0\r\n\r\n"},
        Shape{"lines that end in LF", "Transfer-Encoding: chunked\r\n", "5\nhello\n0\n\n"},
        Shape{"data that go on", "Transfer-Encoding: chunked\r\n", "5\r\nhelloX\r\n0\r\n\r\n"}));

INSTANTIATE_TEST_SUITE_P(Lines, AmbiguousRequestTest,
                         ::testing::Values(Shape{"a line that ends in LF", "X: a\nY: b\r\n", ""},
                                           Shape{"a CR in a value", "X: a\rY: b\r\n", ""},
                                           Shape{"a line without a colon", "X\r\n", ""},
                                           Shape{"a name with a blank", "X Y: a\r\n", ""},
                                           Shape{"no name", ": a\r\n", ""},
                                           Shape{"a second host", "Host: 127.0.0.1\r\n", ""}));

TEST_F(RequestShapeTest, RefusesOtherVersions) {
  for (const char* version :
       {"HTTP/2.0", "HTTP/0.9", "HTTP/1", "http/1.1", "HTTP/1.1 x", "XTTP/1.1"}) {
    RawConnection connection(server_->url());
    connection.send(fmt::format("GET / {}\r\nHost: 127.0.0.1\r\n\r\n", version));
    EXPECT_EQ(status_of(connection.read_to_end()), 400) << version;
  }
}

// RFC 9112, 6.1: such a client did not mean what it says.
TEST_F(RequestShapeTest, RefusesChunksOfAClientThatKnowsNone) {
  RawConnection connection(server_->url());
  connection.send(fmt::format(
      "POST / HTTP/1.0\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n{}", kChunks));
  EXPECT_EQ(status_of(connection.read_to_end()), 400);
}

TEST_F(RequestShapeTest, TakesChunksHoweverTheyAreSpelled) {
  EXPECT_THAT(exchange(request("POST /", "transfer-encoding:  CHUNKED \r\n", kChunks)),
              HasSubstr("[hello]"));
  EXPECT_THAT(exchange(request("POST /", "Transfer-Encoding: chunked\r\n",
                               "005;name=\"value\"\r\nhello\r\n0\r\nX: y\r\n\r\n")),
              HasSubstr("[hello]"));
}

}  // namespace
}  // namespace penstock::http
