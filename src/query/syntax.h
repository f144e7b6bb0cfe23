#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/condition.h"
#include "query/field.h"
#include "query/lexer.h"

// A query after it was read.
namespace penstock::query {

/// Collection name that stands for all documents.
inline constexpr std::string_view kAllDocuments = "@all_docs";

/// One term of `order by`.
struct Ordering {
  enum class As : std::uint8_t { kText, kLong, kDouble, kAlphanumeric };
  enum class Nulls : std::uint8_t { kDefault, kFirst, kLast };  ///< Default: as the least.
  Field field;
  As as = As::kText;
  bool descending = false;
  Nulls nulls = Nulls::kDefault;
};

/// One term of `select`.
struct Selected {
  Field field;
  std::string name;  ///< Of the member in the result.
};

struct Query {
  std::string collection;  ///< As written.
  std::string alias;       ///< "o" of "from Orders as o"; empty if there is none.
  std::optional<Condition> where;
  std::vector<Ordering> order_by;
  bool distinct = false;
  std::vector<Selected> select;  ///< None: whole documents.
  std::vector<Field> includes;
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> limit;  ///< None: all.
  std::optional<Script> update;

  bool is_all_documents() const { return collection == kAllDocuments; }
};

}  // namespace penstock::query
