#include "api/line_source.h"

#include <fmt/format.h>

namespace penstock::api {
namespace {

/// Steps after which a piece is returned whatever is in it, so that others get their turn.
constexpr int kStepsMax = 256;

}  // namespace

Result<std::optional<std::string>> LineSource::next() {
  if (is_done_) return std::nullopt;
  piece_.clear();
  for (int steps = 0; piece_.size() < http::kBodyPieceBytes && steps < kStepsMax; ++steps) {
    if (TRY(step())) continue;
    is_done_ = true;
    end();
    break;
  }
  return std::optional(piece_);
}

void LineSource::begin(std::string_view members) {
  has_beginning_ = true;
  if (format_ == StreamFormat::kLines) {
    piece_ += fmt::format("{{\"Stats\":{{{}}}}}\n", members);
    return;
  }
  piece_ += fmt::format("{{{},", members);
  open_results();
}

void LineSource::add(std::string_view json) {
  if (format_ == StreamFormat::kLines) {
    piece_ += has_beginning_ ? fmt::format("{{\"Item\":{}}}\n", json) : fmt::format("{}\n", json);
    return;
  }
  open_results();
  if (!is_first_) piece_ += ',';
  is_first_ = false;
  piece_ += json;
}

void LineSource::open_results() {
  if (is_open_) return;
  piece_ += has_beginning_ ? R"("Results":[)" : R"({"Results":[)";
  is_open_ = true;
}

void LineSource::end() {
  if (format_ == StreamFormat::kLines) return;
  open_results();
  piece_ += "]}";
}

}  // namespace penstock::api
