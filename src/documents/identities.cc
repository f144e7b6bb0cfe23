#include "documents/identities.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"
#include "documents/document_ids.h"
#include "documents/keys.h"
#include "documents/records.h"

namespace penstock::documents {
namespace {

constexpr char kMark = '|';
constexpr char kSeparator = '/';
/// Beyond this JavaScript clients cannot tell one number from the next.
constexpr std::uint64_t kNumberMax = std::uint64_t{1} << 53;

/// The table has "users/", as the ids begin that are made of it.
Result<std::string> key_of(std::string_view name) {
  if (name.ends_with(kMark)) name.remove_suffix(1);
  if (name.empty() || name.size() >= kDocumentIdBytesMax || !is_utf8(name) ||
      name.find('\0') != std::string_view::npos) {
    return invalid_argument(
        fmt::format("'{}' cannot be the name of an identity", excerpt(name, 64)));
  }
  return table_key(Table::kIdentities, fold_case(name) + kSeparator);
}

}  // namespace

Result<std::map<std::string, std::uint64_t>> read_identities(const kv::Snapshot& snapshot) {
  std::map<std::string, std::uint64_t> identities;
  Result<void> decoded;
  TRY(snapshot.visit(table_range(Table::kIdentities, {}),
                     [&](std::string_view key, std::string_view value) {
                       auto prefix = name_of_key(key);
                       prefix.remove_suffix(1);
                       const auto number = decode_number(value);
                       if (!number) {
                         decoded = number.error();
                         return false;
                       }
                       identities.emplace(std::string(prefix) + kMark, *number);
                       return true;
                     }));
  TRY(decoded);
  return identities;
}

Result<std::uint64_t> IdentityTable::next(std::string_view name) {
  auto key = TRY(key_of(name));
  const auto number = TRY(last(key)) + 1;
  if (number > kNumberMax) {
    return invalid_argument(fmt::format("no numbers are left for '{}'", excerpt(name, 64)));
  }
  pending_.overlay().put(std::move(key), encode_number(number));
  return number;
}

Result<std::uint64_t> IdentityTable::seed(std::string_view name, std::uint64_t value, bool force) {
  auto key = TRY(key_of(name));
  if (value > kNumberMax) {
    return invalid_argument(fmt::format("{} is too great for an identity", value));
  }
  const auto before = TRY(last(key));
  if (value <= before && !force) return before;
  pending_.overlay().put(std::move(key), encode_number(value));
  return value;
}

Result<std::uint64_t> IdentityTable::last(const std::string& key) const {
  const auto stored = TRY(pending_.overlay().get(key));
  if (!stored) return std::uint64_t{0};
  return decode_number(*stored);
}

}  // namespace penstock::documents
