#include "kv/engine.h"

#include <utility>

namespace penstock::kv {
namespace {

constexpr char kHighestByte = '\xff';

}  // namespace

Range prefix_range(std::string_view prefix) {
  // The end is the lowest key above all that start with the prefix: the prefix with its last byte
  // raised. A highest byte cannot be raised, so it goes; nothing but those leaves no bound.
  std::string end(prefix);
  while (!end.empty() && end.back() == kHighestByte) end.pop_back();
  if (!end.empty()) {
    end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  }
  return {std::string(prefix), std::move(end)};
}

std::string key_after(std::string_view key) {
  std::string next(key);
  next.push_back('\0');
  return next;
}

Result<std::vector<std::optional<std::string>>> Snapshot::get_many(
    std::span<const std::string> keys, Reuse reuse) const {
  std::vector<std::optional<std::string>> values(keys.size());
  TRY(visit_many(keys, reuse, [&](std::size_t place, const auto& value) {
    if (value) values[place].emplace(*value);
    return true;
  }));
  return values;
}

void WriteBatch::put(std::string key, std::string value) {
  operations_.push_back({Operation::Kind::kPut, std::move(key), std::move(value)});
}

void WriteBatch::erase(std::string key) {
  operations_.push_back({Operation::Kind::kErase, std::move(key), {}});
}

void WriteBatch::erase_range(Range range) {
  operations_.push_back(
      {Operation::Kind::kEraseRange, std::move(range.begin), std::move(range.end)});
}

}  // namespace penstock::kv
