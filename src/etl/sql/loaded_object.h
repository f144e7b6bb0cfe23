#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace penstock::etl::sql {

/// One member of an object that a script loaded.
struct Member {
  enum class Kind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kNested };

  std::string_view name;
  Kind kind = Kind::kNull;
  std::string_view json;  ///< As it stands in the object: numbers keep their digits.
  std::string_view text;  ///< Of a string: without quotes and escapes.
};

/// Takes apart the objects that scripts load. Confined to one thread.
class ObjectReader {
 public:
  ObjectReader();
  ~ObjectReader();
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  /// The members of one JSON object in its order; valid until the next call.
  /// Errors: kInvalidArgument if `json` is no object or holds text that is not Unicode.
  Result<const std::vector<Member>*> read(std::string_view json);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace penstock::etl::sql
