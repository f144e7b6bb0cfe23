#include "query/condition.h"

#include <algorithm>

#include "base/text.h"

namespace penstock::query {
namespace {

using documents::Document;

/// Whether `test` holds for one of the values of `field`.
template <typename Test>
bool any_value(const Field& field, const Document& document, const Test& test) {
  bool found = false;
  field.visit_elements(document, [&](std::string_view json) {
    found = test(json);
    return !found;
  });
  return found;
}

bool holds(Comparison::Sign sign, std::partial_ordering order) {
  switch (sign) {
    case Comparison::Sign::kEqual:
    case Comparison::Sign::kNotEqual: return order == 0;
    case Comparison::Sign::kLess: return order < 0;
    case Comparison::Sign::kLessOrEqual: return order <= 0;
    case Comparison::Sign::kGreater: return order > 0;
    case Comparison::Sign::kGreaterOrEqual: return order >= 0;
  }
  return false;
}

bool holds(const Constant& constant, const Document&) { return constant.value; }

bool holds(const Comparison& comparison, const Document& document) {
  const bool found = any_value(comparison.field, document, [&](std::string_view json) {
    return holds(comparison.sign, comparison.value.compare_stored(json, comparison.letters));
  });
  return found != (comparison.sign == Comparison::Sign::kNotEqual);
}

bool holds(const Between& between, const Document& document) {
  return any_value(between.field, document, [&](std::string_view json) {
    return between.low.compare_stored(json, between.letters) >= 0 &&
           between.high.compare_stored(json, between.letters) <= 0;
  });
}

bool holds(const In& in, const Document& document) {
  const auto is_there = [&](const Literal& value) {
    return any_value(in.field, document, [&](std::string_view json) {
      return value.compare_stored(json, in.letters) == 0;
    });
  };
  return in.all ? std::all_of(in.values.begin(), in.values.end(), is_there)
                : std::any_of(in.values.begin(), in.values.end(), is_there);
}

bool holds(const Affix& affix, const Document& document) {
  return any_value(affix.field, document, [&](std::string_view json) {
    auto stored = read_string(json);
    if (!stored) return false;
    if (affix.letters == Case::kIgnored) stored = fold_case(*stored);
    return affix.end == Affix::End::kStart ? stored->starts_with(affix.text)
                                           : stored->ends_with(affix.text);
  });
}

bool holds(const Exists& exists, const Document& document) {
  bool found = false;
  exists.field.visit(document, [&](std::string_view) {
    found = true;
    return false;
  });
  return found;
}

bool holds(const Not& negation, const Document& document) {
  return !matches(negation.operand.front(), document);
}

bool holds(const And& all, const Document& document) {
  return std::all_of(all.operands.begin(), all.operands.end(),
                     [&](const Condition& operand) { return matches(operand, document); });
}

bool holds(const Or& any, const Document& document) {
  return std::any_of(any.operands.begin(), any.operands.end(),
                     [&](const Condition& operand) { return matches(operand, document); });
}

}  // namespace

bool matches(const Condition& condition, const Document& document) {
  return std::visit([&](const auto& node) { return holds(node, document); }, condition.node);
}

}  // namespace penstock::query
