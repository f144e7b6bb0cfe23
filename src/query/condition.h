#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "documents/document.h"
#include "query/field.h"
#include "query/literal.h"

// The `where` of a query as a tree, and how a document is held against it. A field that is a list
// holds what any of its elements holds. A member that is missing is not null: only `!=` and `not`
// take it.
namespace penstock::query {

struct Condition;

struct Constant {
  bool value = true;
};

/// "Total >= 10"
struct Comparison {
  enum class Sign : std::uint8_t {
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual
  };
  Field field;
  Sign sign;
  Literal value;
  Case letters = Case::kIgnored;
};

/// "Total between 10 and 20": both ends count.
struct Between {
  Field field;
  Literal low;
  Literal high;
  Case letters = Case::kIgnored;
};

/// "Country in ('UK', 'US')", "Tags all in ('a', 'b')"
struct In {
  Field field;
  std::vector<Literal> values;
  bool all = false;  ///< Each of the values has to be there.
  Case letters = Case::kIgnored;
};

/// "startsWith(Name, 'A')", "endsWith(Name, 'z')"
struct Affix {
  enum class End : std::uint8_t { kStart, kEnd };
  Field field;
  End end;
  std::string text;  ///< Folded unless letters count.
  Case letters = Case::kIgnored;
};

/// "exists(Name)"
struct Exists {
  Field field;
};

struct Not {
  std::vector<Condition> operand;  ///< One.
};
struct And {
  std::vector<Condition> operands;
};
struct Or {
  std::vector<Condition> operands;
};

struct Condition {
  std::variant<Constant, Comparison, Between, In, Affix, Exists, Not, And, Or> node;
};

bool matches(const Condition& condition, const documents::Document& document);

}  // namespace penstock::query
