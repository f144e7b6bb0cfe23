#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "documents/etag.h"

// What listeners hear of a commit.
namespace penstock::documents {

struct DocumentChange {
  enum class Type : std::uint8_t { kPut, kDelete };
  Type type = Type::kPut;
  std::string id;
  std::string collection;
  std::string change_vector;
};

struct CounterChange {
  enum class Type : std::uint8_t { kPut, kIncrement, kDelete };
  Type type = Type::kPut;
  std::string document_id;
  std::string collection;
  std::string name;
  std::int64_t value = 0;  ///< Afterwards.
  std::string change_vector;
};

struct TimeSeriesChange {
  enum class Type : std::uint8_t { kPut, kDelete, kMixed };
  Type type = Type::kPut;
  std::string document_id;
  std::string collection;
  std::string name;
  std::optional<WallTime> from;  ///< Nothing: from the beginning.
  std::optional<WallTime> to;    ///< Included; nothing: to the end.
  std::string change_vector;
};

using ItemChange = std::variant<DocumentChange, CounterChange, TimeSeriesChange>;

/// What changed with one commit: for those who wait for changes.
struct ChangeNotice {
  Etag last_etag;
  std::vector<std::string> collections;  ///< Folded names.
  bool freed_content = false;            ///< Chunks of attachments are to be erased.
  /// Each change in its order, an item written twice comes twice. Null if nobody had asked for
  /// them when the commit began.
  std::shared_ptr<const std::vector<ItemChange>> items = nullptr;
};

}  // namespace penstock::documents
