#include "api/multipart_batch.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "http/gzip.h"
#include "http/multipart.h"

namespace penstock::api {
namespace {

constexpr std::size_t kCommandsBytesMax = std::size_t{64} << 20;
/// Of the contents of one batch so many bytes stay in memory; the others go to storage first.
constexpr std::size_t kContentsInMemoryBytesMax = std::size_t{4} << 20;

Result<std::string> read_commands(http::MultipartReader& multipart) {
  if (!TRY(multipart.next_part())) return invalid_argument("The multipart body has no parts.");
  return http::read_whole(
      multipart, kCommandsBytesMax,
      fmt::format("The commands are over the limit of {} bytes.", kCommandsBytesMax));
}

/// The bytes of the part that is being read, decompressed.
Result<void> stage_part(http::MultipartReader& multipart, documents::ContentStager& stager) {
  const std::shared_ptr<http::BodyReader> part(std::shared_ptr<void>(), &multipart);
  const auto encoding = http::find_field(multipart.headers(), "Content-Encoding");
  const auto bytes = encoding == "gzip" ? http::gunzip_reader(part) : part;
  while (const auto piece = TRY(bytes->read())) TRY(stager.append(*piece));
  return {};
}

}  // namespace

Result<MultipartBatch> read_multipart_batch(const http::Request& request,
                                            documents::Database& database) {
  const auto boundary = TRY(http::multipart_boundary(request.header("Content-Type").value_or("")));
  http::MultipartReader multipart(*request.body_reader, boundary);
  MultipartBatch result{.batch = TRY(parse_batch(TRY(read_commands(multipart)))), .contents = {}};
  if (!result.batch.unsupported.empty()) return result;
  const auto wanted = contents_wanted(result.batch);
  std::size_t memory = kContentsInMemoryBytesMax;
  while (TRY(multipart.next_part())) {
    if (result.contents.size() == wanted) {
      return invalid_argument(
          fmt::format("There are more streams than the {} that commands take.", wanted));
    }
    const auto stager = database.stage_content(std::min(memory, documents::kChunkBytes));
    TRY(stage_part(multipart, *stager));
    result.contents.push_back(TRY(stager->finish()));
    memory -= result.contents.back()->bytes().size();
  }
  if (result.contents.size() < wanted) {
    return invalid_argument(fmt::format("There are {} streams, but {} commands take one.",
                                        result.contents.size(), wanted));
  }
  return result;
}

}  // namespace penstock::api
