#include "http/gzip.h"

#include <array>
#include <memory>

#include <fmt/format.h>
#include <zlib.h>

namespace penstock::http {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

}  // namespace

Result<std::string> gunzip(std::string_view compressed, std::size_t bytes_max) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) {
    return Error{ErrorCode::kInternal, "no memory to decompress"};
  }
  const std::unique_ptr<z_stream, EndInflate> ending(&stream);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());

  std::string out;
  std::array<char, 64 * 1024> piece;
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
    if (out.size() > bytes_max) {
      return Error{ErrorCode::kTooLarge,
                   fmt::format("the decompressed body is over the limit of {} bytes", bytes_max)};
    }
  }
  if (status != Z_STREAM_END || stream.avail_in != 0) {
    return invalid_argument("the body is not valid gzip");
  }
  return out;
}

}  // namespace penstock::http
