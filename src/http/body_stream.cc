#include "http/body_stream.h"

#include <utility>

namespace penstock::http {
namespace {

class WholeBody final : public BodyReader {
 public:
  explicit WholeBody(std::string body) : body_(std::move(body)) {}

  Result<std::optional<std::string>> read() override {
    if (body_.empty()) return std::nullopt;
    return std::optional(std::exchange(body_, {}));
  }

 private:
  std::string body_;
};

}  // namespace

Result<std::string> read_whole(BodyReader& body, std::size_t bytes_max,
                               const std::string& too_large_message) {
  std::string text;
  while (const auto piece = TRY(body.read())) {
    text += *piece;
    if (text.size() > bytes_max) return Error{ErrorCode::kTooLarge, too_large_message};
  }
  return text;
}

std::unique_ptr<BodyReader> whole_body(std::string body) {
  return std::make_unique<WholeBody>(std::move(body));
}

}  // namespace penstock::http
