#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace penstock {

/// Computes SHA-256 (FIPS 180-4) over bytes that come in pieces. Confined to one thread.
class Sha256 {
 public:
  static constexpr std::size_t kBytes = 32;

  Sha256();
  ~Sha256();

  void update(std::string_view bytes);

  /// The 32 bytes of the hash. Call once, at the end.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// In base64 with padding (RFC 4648, section 4).
std::string to_base64(std::string_view bytes);

/// Nothing if `text` is not what to_base64() makes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace penstock
