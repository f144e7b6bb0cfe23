#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "security/master_key.h"

namespace penstock::security {

/// The master keys of a server: the newest seals, all of them open. What is sealed names its key,
/// so that keys can be changed one after the other. Immutable.
class MasterKeys {
 public:
  /// One new key.
  static MasterKeys make();

  /// Newest first; at least one.
  explicit MasterKeys(std::vector<MasterKey> keys);

  const std::vector<MasterKey>& all() const { return keys_; }
  const MasterKey& newest() const { return keys_.front(); }
  bool has(std::string_view id) const { return find(id) != nullptr; }

  /// These with a new one before them.
  MasterKeys rotated() const;
  /// The newest alone.
  MasterKeys without_old() const;

  /// As text: "v1:<id of the key>:<base64>". `context` as of MasterKey::seal().
  std::string seal(std::string_view secret, std::string_view context) const;

  /// Errors: kForbidden if its key is none of these, with its id; kCorruption if it is no sealed
  /// text, and those of MasterKey::open().
  Result<std::string> open(std::string_view sealed, std::string_view context) const;

 private:
  const MasterKey* find(std::string_view id) const;

  std::vector<MasterKey> keys_;
};

/// The id of the key that `sealed` is sealed with. Errors: kCorruption if it is no sealed text.
Result<std::string> sealing_key(std::string_view sealed);

}  // namespace penstock::security
