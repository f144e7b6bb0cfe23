#include "kv/memory/memory_provider.h"

#include <fmt/format.h>

#include "kv/key_space_name.h"
#include "kv/memory/key_space.h"

namespace penstock::kv::memory {
namespace {

// Engines and snapshots share what the provider owns, so that a share beyond its own means open.
bool is_open(const std::shared_ptr<KeySpace>& space) { return space.use_count() > 1; }

Error already_open(const std::string& name) {
  return {ErrorCode::kUnavailable, fmt::format("key space '{}' is open already", name)};
}

}  // namespace

Result<std::unique_ptr<Engine>> MemoryProvider::open(const std::string& name, bool create) {
  TRY(check_key_space_name(name));
  return spaces_.with([&](Spaces& spaces) -> Result<std::unique_ptr<Engine>> {
    auto found = spaces.find(name);
    if (found == spaces.end()) {
      if (!create) return not_found(fmt::format("there is no key space '{}'", name));
      found = spaces.emplace(name, std::make_shared<KeySpace>()).first;
    }
    if (is_open(found->second)) return already_open(name);
    return std::make_unique<MemoryEngine>(found->second);
  });
}

Result<void> MemoryProvider::destroy(const std::string& name) {
  TRY(check_key_space_name(name));
  return spaces_.with([&](Spaces& spaces) -> Result<void> {
    const auto found = spaces.find(name);
    if (found == spaces.end()) return {};
    if (is_open(found->second)) return already_open(name);
    spaces.erase(found);
    return {};
  });
}

Result<std::vector<std::string>> MemoryProvider::list() const {
  return spaces_.with([](const Spaces& spaces) {
    std::vector<std::string> names;
    for (const auto& [name, space] : spaces) names.push_back(name);
    return names;
  });
}

Faults& MemoryProvider::faults(const std::string& name) {
  return spaces_.with([&](Spaces& spaces) -> Faults& {
    auto& space = spaces[name];
    if (!space) space = std::make_shared<KeySpace>();
    return space->faults;
  });
}

}  // namespace penstock::kv::memory
