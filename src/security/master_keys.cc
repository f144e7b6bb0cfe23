#include "security/master_keys.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/sha256.h"
#include "base/text.h"

namespace penstock::security {
namespace {

constexpr std::string_view kVersion = "v1:";
constexpr std::size_t kKeyIdShown = 32;

struct SealedText {
  std::string_view key;
  std::string bytes;
};

Result<SealedText> parse(std::string_view sealed) {
  if (sealed.starts_with(kVersion)) {
    sealed.remove_prefix(kVersion.size());
    const auto colon = sealed.find(':');
    if (colon != std::string_view::npos) {
      if (auto bytes = from_base64(sealed.substr(colon + 1))) {
        return SealedText{sealed.substr(0, colon), *std::move(bytes)};
      }
    }
  }
  return corruption("a sealed secret does not decode");
}

}  // namespace

MasterKeys MasterKeys::make() { return MasterKeys({MasterKey::make()}); }

MasterKeys::MasterKeys(std::vector<MasterKey> keys) : keys_(std::move(keys)) {
  CHECK(!keys_.empty());
}

MasterKeys MasterKeys::rotated() const {
  auto keys = keys_;
  keys.insert(keys.begin(), MasterKey::make());
  return MasterKeys(std::move(keys));
}

MasterKeys MasterKeys::without_old() const { return MasterKeys({newest()}); }

std::string MasterKeys::seal(std::string_view secret, std::string_view context) const {
  return fmt::format("{}{}:{}", kVersion, newest().id(), to_base64(newest().seal(secret, context)));
}

Result<std::string> MasterKeys::open(std::string_view sealed, std::string_view context) const {
  const auto [id, bytes] = TRY(parse(sealed));
  const auto* key = find(id);
  if (key != nullptr) return key->open(bytes, context);
  return Error{ErrorCode::kForbidden,
               fmt::format("a secret is sealed with the master key {}, which is not there",
                           excerpt(id, kKeyIdShown))};
}

const MasterKey* MasterKeys::find(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &MasterKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

Result<std::string> sealing_key(std::string_view sealed) {
  return std::string(TRY(parse(sealed)).key);
}

}  // namespace penstock::security
