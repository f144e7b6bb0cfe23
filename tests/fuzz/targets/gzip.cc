// Compressed bodies, whole and while they arrive.
#include "http/gzip.h"

#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "support/sliced_body.h"

namespace penstock::fuzzing {
namespace {

constexpr std::size_t kBytesMax = std::size_t{1} << 20;

Result<std::string> read_in_pieces(std::string_view compressed) {
  auto body = std::make_shared<testing::SlicedBody>(std::string(compressed), 3);
  const auto reader = http::gunzip_reader(std::move(body));
  return http::read_whole(*reader, kBytesMax, "too large");
}

}  // namespace

void fuzz_gzip(std::string_view input) {
  const auto whole = http::gunzip(input, kBytesMax);
  const auto in_pieces = read_in_pieces(input);
  check_refusal_of(whole);
  check_refusal_of(in_pieces);
  if (input.empty()) return;  // No body at all, when it arrives.
  CHECK(whole.has_value() == in_pieces.has_value());
  if (whole) CHECK(*whole == *in_pieces);
}

}  // namespace penstock::fuzzing
