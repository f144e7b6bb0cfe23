#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Longest key of a compare-exchange value, in bytes: room for any document id behind a prefix.
/// Keys compare without case.
inline constexpr std::size_t kCompareExchangeKeyBytesMax = 1024;
/// Longest text of one.
inline constexpr std::size_t kCompareExchangeBytesMax = std::size_t{8} << 20;

/// A value that belongs to no document and is changed only by who knows its index.
struct CompareExchangeValue {
  std::string key;          ///< As first written.
  std::uint64_t index = 0;  ///< Of its last change: 1 and up, never given twice in a database.
  std::string value;        ///< A minified JSON object: {"Object": ...}.
};

/// `json` minified, as CompareExchangeTable::put() takes it. Errors: kInvalidArgument if it is not
/// a JSON object; kTooLarge.
Result<std::string> compare_exchange_text(std::string_view json);

/// How many there are, and the last index that was given.
struct CompareExchangeCounts {
  std::uint64_t last_index = 0;
  std::uint64_t values = 0;
  std::uint64_t tombstones = 0;  ///< Deleted keys that were not written again.
};

/// Reads compare-exchange values. Thread-safe. Errors of all: those of the engine; kCorruption if
/// what is stored does not decode.
class CompareExchangeReader {
 public:
  /// `snapshot` must outlive this object.
  explicit CompareExchangeReader(const kv::Snapshot& snapshot) : snapshot_(snapshot) {}

  Result<std::optional<CompareExchangeValue>> get(std::string_view key) const;

  /// By key, those that start with `prefix` and come after `after` (a key, or empty): the first
  /// `skip` of them are left out, at most `count_max` returned, and no more once they hold
  /// `bytes_max`.
  struct Page {
    std::string_view prefix = {};
    std::string_view after = {};
    std::size_t skip = 0;
    std::size_t count_max = 1024;
    std::size_t bytes_max = std::size_t{4} << 20;
  };
  Result<std::vector<CompareExchangeValue>> read(const Page& page) const;

  Result<CompareExchangeCounts> counts() const;

 private:
  const kv::Snapshot& snapshot_;
};

}  // namespace penstock::documents
