// Multipart bodies, which come out the same however they are cut into pieces.
#include "http/multipart.h"

#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "support/sliced_body.h"

namespace penstock::fuzzing {
namespace {

/// All parts, or what is wrong, as one text.
std::string read_parts(std::string_view body, std::size_t piece_bytes) {
  testing::SlicedBody source(std::string(body), piece_bytes);
  http::MultipartReader multipart(source, "xyz");
  std::string parts;
  while (true) {
    const auto found = multipart.next_part();
    check_refusal_of(found);
    if (!found) return parts + found.error().message;
    if (!*found) return parts;
    for (const auto& [name, value] : multipart.headers()) {
      parts.append(name).append("=").append(value).append("\n");
    }
    while (true) {
      const auto piece = multipart.read();
      check_refusal_of(piece);
      if (!piece) return parts + piece.error().message;
      if (!*piece) break;
      parts += **piece;
    }
    parts += "\n--\n";
  }
}

}  // namespace

void fuzz_multipart(std::string_view input) {
  const auto parts = read_parts(input, input.size() + 1);
  CHECK(read_parts(input, 1) == parts);
  CHECK(read_parts(input, 7) == parts);
}

}  // namespace penstock::fuzzing
