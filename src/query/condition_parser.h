#pragma once

#include "base/result.h"
#include "query/condition.h"
#include "query/terms.h"

namespace penstock::query {

/// How deep parentheses and negations may nest.
inline constexpr int kConditionDepthMax = 100;

/// Reads what stands behind `where`: `or` binds less than `and`, and that less than `not`.
/// Confined to one thread.
class ConditionParser {
 public:
  /// `terms` must outlive this object.
  explicit ConditionParser(Terms& terms) : terms_(terms) {}

  /// Errors: kInvalidArgument, naming line and column.
  Result<Condition> parse() { return any(); }

 private:
  Result<Condition> any();
  Result<Condition> all();
  Result<Condition> negatable();
  Result<Condition> single();
  Result<Condition> nested();
  Result<Condition> function(const Token& name);
  Result<Condition> affix(Affix::End end);
  Result<Condition> exact();
  Result<Condition> relation();
  Result<Condition> between(Field field);
  Result<Condition> in(Field field, bool is_all);

  Terms& terms_;
  Case letters_ = Case::kIgnored;
  int depth_ = 0;
};

}  // namespace penstock::query
