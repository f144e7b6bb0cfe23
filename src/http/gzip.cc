#include "http/gzip.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>

namespace penstock::http {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

/// A gzip stream and what is left of the compressed bytes that it was given.
class Inflater {
 public:
  Inflater() : is_open_(inflateInit2(&stream_, kGzipOnly) == Z_OK) {}
  ~Inflater() {
    if (is_open_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// `compressed` must live until it is used up.
  void give(std::string_view compressed) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream_.avail_in = static_cast<uInt>(compressed.size());
  }

  bool is_used_up() const { return stream_.avail_in == 0; }
  bool is_at_end() const { return at_end_; }

  /// At most kBodyPieceBytes; empty if it needs more to go on, or is at its end.
  Result<std::string> inflate_some() {
    if (!is_open_) return Error{ErrorCode::kInternal, "no memory to decompress"};
    std::string piece(kBodyPieceBytes, '\0');
    stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream_.avail_out = static_cast<uInt>(piece.size());
    const int status = inflate(&stream_, Z_SYNC_FLUSH);
    at_end_ = status == Z_STREAM_END;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return damaged();
    piece.resize(piece.size() - stream_.avail_out);
    return piece;
  }

  static Error damaged() { return invalid_argument("the body is not valid gzip"); }

 private:
  z_stream stream_{};
  bool is_open_;
  bool at_end_ = false;
};

class GunzipReader final : public BodyReader {
 public:
  explicit GunzipReader(std::shared_ptr<BodyReader> compressed)
      : compressed_(std::move(compressed)) {}

  Result<std::optional<std::string>> read() override {
    while (!inflater_.is_at_end()) {
      auto piece = TRY(inflater_.inflate_some());
      if (!piece.empty()) return std::optional(std::move(piece));
      if (inflater_.is_at_end()) break;
      auto more = TRY(compressed_->read());
      if (!more) return Inflater::damaged();
      input_ = *std::move(more);
      inflater_.give(input_);
    }
    const auto trailing = TRY(compressed_->read());
    if (trailing || !inflater_.is_used_up()) return Inflater::damaged();
    return std::nullopt;
  }

 private:
  std::shared_ptr<BodyReader> compressed_;
  std::string input_;
  Inflater inflater_;
};

}  // namespace

Result<std::string> gunzip(std::string_view compressed, std::size_t bytes_max) {
  Inflater inflater;
  inflater.give(compressed);
  std::string out;
  while (!inflater.is_at_end()) {
    const auto piece = TRY(inflater.inflate_some());
    if (piece.empty() && !inflater.is_at_end()) return Inflater::damaged();
    out += piece;
    if (out.size() > bytes_max) {
      return Error{ErrorCode::kTooLarge,
                   fmt::format("the decompressed body is over the limit of {} bytes", bytes_max)};
    }
  }
  if (!inflater.is_used_up()) return Inflater::damaged();
  return out;
}

std::unique_ptr<BodyReader> gunzip_reader(std::shared_ptr<BodyReader> compressed) {
  return std::make_unique<GunzipReader>(std::move(compressed));
}

}  // namespace penstock::http
