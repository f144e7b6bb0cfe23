#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::security {

/// A key that seals secrets with AES-256-GCM: who has not the key can neither read nor change them.
/// Immutable.
class MasterKey {
 public:
  static constexpr std::size_t kBytes = 32;

  /// A new one, of random bytes.
  static MasterKey make();
  /// Of 32 bytes in base64; nothing if `text` is something else.
  static std::optional<MasterKey> parse(std::string_view text);

  MasterKey(const MasterKey&) = default;
  MasterKey(MasterKey&&) = default;
  MasterKey& operator=(const MasterKey&) = default;
  MasterKey& operator=(MasterKey&&) = default;
  /// Wipes the bytes.
  ~MasterKey();

  /// As parse() takes it. Secret.
  std::string text() const;

  /// Tells keys apart and is no secret: 16 hexadecimal digits of a hash of the key.
  const std::string& id() const { return id_; }

  /// `context` says where the result belongs; it opens nowhere else.
  std::string seal(std::string_view secret, std::string_view context) const;

  /// Errors: kCorruption if `sealed` was changed, or sealed with another key or for another place.
  Result<std::string> open(std::string_view sealed, std::string_view context) const;

 private:
  explicit MasterKey(std::string bytes);

  std::string bytes_;
  std::string id_;
};

}  // namespace penstock::security
