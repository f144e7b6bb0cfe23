#include "http/gzip_source.h"

#include <utility>

#include <zlib.h>

namespace penstock::http {
namespace {

constexpr int kWindowForGzip = 16 + MAX_WBITS;
constexpr int kMemoryLevel = 8;
/// Twice as fast as zlib's own choice, for a tenth more bytes.
constexpr int kLevel = 3;

class GzipSource final : public BodySource {
 public:
  explicit GzipSource(std::shared_ptr<BodySource> plain)
      : plain_(std::move(plain)),
        is_open_(deflateInit2(&stream_, kLevel, Z_DEFLATED, kWindowForGzip, kMemoryLevel,
                              Z_DEFAULT_STRATEGY) == Z_OK) {}
  ~GzipSource() override {
    if (is_open_) deflateEnd(&stream_);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Result<std::optional<std::string>> next() override {
    if (!is_open_) return Error{ErrorCode::kInternal, "no memory to compress"};
    if (at_end_) return std::nullopt;
    const auto piece = TRY(plain_->next());
    at_end_ = !piece.has_value();
    return std::optional(deflate_all(piece.value_or(""), at_end_ ? Z_FINISH : Z_NO_FLUSH));
  }

 private:
  /// What is complete of the compressed stream after `plain`.
  std::string deflate_all(std::string_view plain, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream_.avail_in = static_cast<uInt>(plain.size());
    std::string out;
    do {
      const auto before = out.size();
      out.resize(before + kBodyPieceBytes);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream_.avail_out = static_cast<uInt>(kBodyPieceBytes);
      deflate(&stream_, flush);
      out.resize(out.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return out;
  }

  std::shared_ptr<BodySource> plain_;
  z_stream stream_{};
  bool is_open_;
  bool at_end_ = false;
};

}  // namespace

std::shared_ptr<BodySource> gzip_source(std::shared_ptr<BodySource> plain) {
  return std::make_shared<GzipSource>(std::move(plain));
}

}  // namespace penstock::http
