#pragma once

#include <cstdint>
#include <functional>
#include <istream>

#include "http/body_stream.h"

namespace penstock::app {

/// A file as the body of a request. Confined to one thread.
class DumpUpload final : public http::BodySource {
 public:
  /// `input` must outlive this object. `on_progress` gets the bytes sent so far.
  DumpUpload(std::istream& input, std::function<void(std::uint64_t)> on_progress);

  /// Errors: kUnavailable if the file cannot be read.
  Result<std::optional<std::string>> next() override;

 private:
  std::istream& input_;
  std::function<void(std::uint64_t)> on_progress_;
  std::uint64_t sent_ = 0;
};

}  // namespace penstock::app
