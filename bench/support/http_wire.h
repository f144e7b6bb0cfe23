#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "support/wire.h"

namespace penstock::bench {

/// An HTTP/1.1 connection that stays open, for requests that are ready as bytes. Confined to one
/// thread.
class HttpWire {
 public:
  using Take = std::function<void(std::string_view piece)>;

  /// `url` is that of a server of this machine.
  explicit HttpWire(const std::string& url);

  /// "Host: ...\r\n", for the requests.
  const std::string& host_line() const { return host_line_; }

  void send(std::string_view bytes) { wire_.send(bytes); }

  /// Waits for a whole answer, one with a Content-Length, and returns that. Hands the body over as
  /// it comes, if somebody takes it. An answer that is not of the 200s ends the program.
  std::uint64_t read_answer(const Take& take = {});

 private:
  std::string host_line_;
  Wire wire_;
  std::string header_;  ///< With what of the body came along.
};

}  // namespace penstock::bench
