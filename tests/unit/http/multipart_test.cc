#include "http/multipart.h"

#include <vector>

#include <gmock/gmock.h>

#include "support/assertions.h"
#include "support/sliced_body.h"

namespace penstock::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using testing::SlicedBody;

struct Part {
  Fields headers;
  std::string bytes;
};

Result<std::vector<Part>> read_parts(const std::string& body, std::size_t piece_bytes = 1 << 16) {
  SlicedBody source(body, piece_bytes);
  MultipartReader multipart(source, "xyz");
  std::vector<Part> parts;
  while (TRY(multipart.next_part())) {
    Part part{multipart.headers(), ""};
    while (const auto piece = TRY(multipart.read())) part.bytes += *piece;
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<std::string> bytes_of(const Result<std::vector<Part>>& parts) {
  std::vector<std::string> all;
  for (const auto& part : *parts) all.push_back(part.bytes);
  return all;
}

const std::string kBody =
    "--xyz\r\nContent-Type: application/json\r\nX-A:b \r\n\r\n{\"a\":1}\r\n"
    "--xyz\r\n\r\n\r\n\r\n--xy\r\n--xyz\r\n\r\n\r\n--xyz--\r\n";

TEST(MultipartTest, ReadsPartAfterPartInWhateverPiecesTheyArrive) {
  for (std::size_t piece = 1; piece < kBody.size() + 1; ++piece) {
    const auto parts = read_parts(kBody, piece);
    ASSERT_OK(parts);
    EXPECT_THAT(bytes_of(parts), ElementsAre("{\"a\":1}", "\r\n\r\n--xy", "")) << piece;
    EXPECT_EQ(find_field(parts->front().headers, "content-type"), "application/json");
    EXPECT_EQ(find_field(parts->front().headers, "X-A"), "b");
  }
}

TEST(MultipartTest, PassesOverWhatIsNotReadAndWhatSurroundsTheParts) {
  SlicedBody source("hello\r\n" + kBody + "bye", 7);
  MultipartReader multipart(source, "xyz");
  EXPECT_TRUE(must(multipart.next_part()));
  EXPECT_TRUE(must(multipart.next_part()));
  EXPECT_TRUE(must(multipart.next_part()));
  EXPECT_FALSE(must(multipart.next_part()));
  EXPECT_FALSE(must(multipart.next_part()));
}

TEST(MultipartTest, TakesALastBoundaryWithoutLineBreakAndNoParts) {
  EXPECT_THAT(bytes_of(read_parts("--xyz\r\n\r\na\r\n--xyz--")), ElementsAre("a"));
  EXPECT_THAT(bytes_of(read_parts("--xyz--\r\n")), IsEmpty());
}

TEST(MultipartTest, KeepsBytesOfEveryKind) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes.push_back(static_cast<char>(i * 7));
  EXPECT_THAT(bytes_of(read_parts("--xyz\r\n\r\n" + bytes + "\r\n--xyz--", 1000)),
              ElementsAre(bytes));
}

TEST(MultipartTest, RefusesWhatEndsInTheMiddle) {
  const auto whole = std::string("--xyz\r\nA: b\r\n\r\nabc\r\n--xyz--");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parts = read_parts(whole.substr(0, size));
    ASSERT_FALSE(parts.has_value()) << size;
    EXPECT_EQ(parts.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(MultipartTest, RefusesHeadersThatAreNone) {
  EXPECT_FALSE(read_parts("--xyz\r\nnonsense\r\n\r\na\r\n--xyz--").has_value());
  EXPECT_FALSE(read_parts("--xyzzy\r\n\r\na\r\n--xyz--").has_value());
  EXPECT_FALSE(
      read_parts("--xyz\r\nA: " + std::string(100'000, 'x') + "\r\n\r\na\r\n--xyz--").has_value());
}

TEST(MultipartTest, ReadsAHeaderOfDashesTheSameInAnyPieces) {
  const std::string body = "--xyz\r\n--a: b\r\n\r\nc\r\n--xyz--";
  for (const std::size_t piece : {1, 2, 3, 100}) {
    const auto parts = must(read_parts(body, piece));
    ASSERT_EQ(parts.size(), 1u) << piece;
    EXPECT_EQ(parts[0].headers, (Fields{{"--a", "b"}}));
  }
}

TEST(MultipartTest, FindsTheBoundary) {
  EXPECT_EQ(must(multipart_boundary("multipart/form-data; boundary=----a-1")), "----a-1");
  EXPECT_EQ(must(multipart_boundary("multipart/form-data;Boundary=\"a b\" ; x=y")), "a b");
  EXPECT_FALSE(multipart_boundary("multipart/mixed").has_value());
  EXPECT_FALSE(multipart_boundary("multipart/mixed; boundary=").has_value());
  EXPECT_FALSE(multipart_boundary("multipart/mixed; boundary=" + std::string(71, 'x')).has_value());
}

}  // namespace
}  // namespace penstock::http
