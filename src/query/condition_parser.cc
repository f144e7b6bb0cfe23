#include "query/condition_parser.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::query {
namespace {

struct NamedSign {
  std::string_view text;
  Comparison::Sign sign;
};

constexpr std::array kSigns{
    NamedSign{"=", Comparison::Sign::kEqual},   NamedSign{"!=", Comparison::Sign::kNotEqual},
    NamedSign{"<", Comparison::Sign::kLess},    NamedSign{"<=", Comparison::Sign::kLessOrEqual},
    NamedSign{">", Comparison::Sign::kGreater}, NamedSign{">=", Comparison::Sign::kGreaterOrEqual}};

template <typename Chain>
Condition chain_of(std::vector<Condition> operands) {
  if (operands.size() == 1) return std::move(operands.front());
  return {Chain{std::move(operands)}};
}

}  // namespace

Result<Condition> ConditionParser::any() {
  std::vector<Condition> operands;
  operands.push_back(TRY(all()));
  while (TRY(terms_.take_if_word("or"))) operands.push_back(TRY(all()));
  return chain_of<Or>(std::move(operands));
}

Result<Condition> ConditionParser::all() {
  std::vector<Condition> operands;
  operands.push_back(TRY(negatable()));
  while (TRY(terms_.take_if_word("and"))) operands.push_back(TRY(negatable()));
  return chain_of<And>(std::move(operands));
}

Result<Condition> ConditionParser::negatable() {
  const auto place = terms_.front().place;
  if (++depth_ > kConditionDepthMax) {
    return syntax_error(place, fmt::format("Conditions nest {} deep at most.", kConditionDepthMax));
  }
  const bool is_negated = TRY(terms_.take_if_word("not"));
  auto operand = is_negated ? TRY(negatable()) : TRY(single());
  --depth_;
  if (!is_negated) return operand;
  Not negation;
  negation.operand.push_back(std::move(operand));
  return Condition{std::move(negation)};
}

Result<Condition> ConditionParser::single() {
  const auto& front = terms_.front();
  if (front.is_sign("(")) return nested();
  if (front.is_word("true") || front.is_word("false")) {
    return Condition{Constant{TRY(terms_.take()).is_word("true")}};
  }
  for (const std::string_view name : {"startsWith", "endsWith", "exists", "exact"}) {
    if (front.is_word(name) && terms_.is_call()) return function(TRY(terms_.take()));
  }
  return relation();
}

Result<Condition> ConditionParser::nested() {
  TRY(terms_.expect_sign("("));
  auto condition = TRY(any());
  TRY(terms_.expect_sign(")"));
  return condition;
}

Result<Condition> ConditionParser::function(const Token& name) {
  if (name.is_word("exact")) return exact();
  if (name.is_word("startsWith")) return affix(Affix::End::kStart);
  if (name.is_word("endsWith")) return affix(Affix::End::kEnd);
  TRY(terms_.expect_sign("("));
  auto field = TRY(terms_.field());
  TRY(terms_.expect_sign(")"));
  return Condition{Exists{std::move(field)}};
}

Result<Condition> ConditionParser::affix(Affix::End end) {
  TRY(terms_.expect_sign("("));
  auto field = TRY(terms_.field());
  TRY(terms_.expect_sign(","));
  auto text = TRY(terms_.text());
  TRY(terms_.expect_sign(")"));
  if (letters_ == Case::kIgnored) text = fold_case(text);
  return Condition{Affix{std::move(field), end, std::move(text), letters_}};
}

Result<Condition> ConditionParser::exact() {
  const auto outer = std::exchange(letters_, Case::kExact);
  auto condition = TRY(nested());
  letters_ = outer;
  return condition;
}

Result<Condition> ConditionParser::relation() {
  auto field = TRY(terms_.field());
  const auto sign = TRY(terms_.take());
  for (const auto& known : kSigns) {
    if (!sign.is_sign(known.text)) continue;
    auto value = TRY(terms_.value());
    return Condition{Comparison{std::move(field), known.sign, std::move(value), letters_}};
  }
  if (sign.is_word("between")) return between(std::move(field));
  if (sign.is_word("in")) return in(std::move(field), false);
  if (sign.is_word("all")) {
    TRY(terms_.expect_word("in"));
    return in(std::move(field), true);
  }
  return syntax_error(sign.place, fmt::format("Here should be a comparison of '{}', not {}.",
                                              excerpt(field.written(), 50), sign.to_string()));
}

Result<Condition> ConditionParser::between(Field field) {
  auto low = TRY(terms_.value());
  TRY(terms_.expect_word("and"));
  auto high = TRY(terms_.value());
  return Condition{Between{std::move(field), std::move(low), std::move(high), letters_}};
}

Result<Condition> ConditionParser::in(Field field, bool is_all) {
  In condition{std::move(field), {}, is_all, letters_};
  TRY(terms_.expect_sign("("));
  while (!terms_.front().is_sign(")")) {
    const auto values = TRY(terms_.values());
    condition.values.insert(condition.values.end(), values.begin(), values.end());
    if (!TRY(terms_.take_if_sign(","))) break;
  }
  TRY(terms_.expect_sign(")"));
  return Condition{std::move(condition)};
}

}  // namespace penstock::query
