#include "http/gzip_source.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "http/gzip.h"
#include "support/assertions.h"
#include "unit/http/pieces.h"

namespace penstock::http {
namespace {

using testing::must;
using testing::Pieces;

constexpr std::size_t kPlentyOfBytes = std::size_t{4} << 20;

std::string read_all(BodySource& source) {
  std::string all;
  while (const auto piece = must(source.next())) all += *piece;
  return all;
}

TEST(GzipSourceTest, PiecesBecomeOneStream) {
  const auto source =
      gzip_source(std::make_shared<Pieces>(std::vector<std::string>{"one ", "", "two"}));

  EXPECT_EQ(must(gunzip(read_all(*source), kPlentyOfBytes)), "one two");
  EXPECT_EQ(must(source->next()), std::nullopt);
}

TEST(GzipSourceTest, NothingIsAnEmptyStream) {
  const auto source = gzip_source(std::make_shared<Pieces>(std::vector<std::string>{}));

  const auto compressed = read_all(*source);

  EXPECT_FALSE(compressed.empty());
  EXPECT_EQ(must(gunzip(compressed, kPlentyOfBytes)), "");
}

TEST(GzipSourceTest, BytesThatDoNotCompressArePassedOnWhileTheyCome) {
  std::mt19937 random(7);
  std::vector<std::string> pieces(20, std::string(kBodyPieceBytes, '\0'));
  std::string plain;
  for (auto& piece : pieces) {
    for (auto& byte : piece) byte = static_cast<char>(random());
    plain += piece;
  }
  const auto source = gzip_source(std::make_shared<Pieces>(pieces));

  std::string compressed;
  while (const auto piece = must(source->next())) {
    EXPECT_LE(piece->size(), 4 * kBodyPieceBytes);
    compressed += *piece;
  }

  EXPECT_EQ(must(gunzip(compressed, kPlentyOfBytes)), plain);
}

TEST(GzipSourceTest, ErrorOfThePlainBodyIsItsError) {
  const auto source = gzip_source(std::make_shared<Pieces>(
      std::vector<std::string>{"one"}, Error{ErrorCode::kCorruption, "damaged"}));

  ASSERT_OK(source->next());
  EXPECT_EQ(source->next().error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace penstock::http
