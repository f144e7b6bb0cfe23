#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/body_stream.h"

namespace penstock::testing {

/// A body in pieces, and an error at its end if there is one.
class Pieces final : public http::BodySource {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  Pieces(std::vector<std::string> pieces, Error end)
      : pieces_(std::move(pieces)), end_(std::move(end)) {}

  Result<std::optional<std::string>> next() override {
    if (at_ < pieces_.size()) return std::optional(pieces_[at_++]);
    return end_;
  }

 private:
  std::vector<std::string> pieces_;
  Result<std::optional<std::string>> end_ = std::optional<std::string>();
  std::size_t at_ = 0;
};

}  // namespace penstock::testing
