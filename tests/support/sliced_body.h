#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "http/body_stream.h"

namespace penstock::testing {

/// A body that arrives in pieces of so many bytes: every border between pieces can be met.
class SlicedBody final : public http::BodyReader {
 public:
  SlicedBody(std::string body, std::size_t piece_bytes)
      : body_(std::move(body)), piece_bytes_(piece_bytes) {}

  Result<std::optional<std::string>> read() override {
    if (at_ == body_.size()) return std::nullopt;
    auto piece = body_.substr(at_, piece_bytes_);
    at_ += piece.size();
    return std::optional(std::move(piece));
  }

 private:
  const std::string body_;
  const std::size_t piece_bytes_;
  std::size_t at_ = 0;
};

}  // namespace penstock::testing
