#include "query/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "query/condition_parser.h"
#include "query/terms.h"

namespace penstock::query {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const boost::json::object& parameters) : terms_(text, parameters) {}

  Result<Query> parse();

 private:
  /// A clause by its first word, and what reads the rest of it.
  struct Clause {
    std::string_view word;
    Result<void> (Parser::*read)();
  };
  static const std::array<Clause, 7> kClauses;

  Result<void> read_from();
  Result<void> read_alias();
  Result<void> read_clause();
  Result<void> read_where();
  Result<void> read_filter();
  Result<void> read_order_by();
  Result<void> read_select();
  Result<void> read_include();
  Result<void> read_limit();
  Result<void> read_update();

  Result<Ordering> ordering();
  Result<Ordering::As> ordering_type();
  Result<Selected> selected();
  Error no_such_clause() const;

  Terms terms_;
  Query query_;
  std::vector<std::string_view> clauses_read_;
};

/// In the order that the language has them.
const std::array<Parser::Clause, 7> Parser::kClauses{
    Clause{"where", &Parser::read_where},     Clause{"filter", &Parser::read_filter},
    Clause{"order", &Parser::read_order_by},  Clause{"select", &Parser::read_select},
    Clause{"include", &Parser::read_include}, Clause{"limit", &Parser::read_limit},
    Clause{"update", &Parser::read_update}};

Result<Query> Parser::parse() {
  TRY(terms_.begin());
  TRY(read_from());
  while (!terms_.front().is_end()) TRY(read_clause());
  return std::move(query_);
}

Error Parser::no_such_clause() const {
  const auto& front = terms_.front();
  for (const std::string_view word : {"declare", "with", "match", "load", "filter_limit"}) {
    if (front.is_word(word)) return unsupported(front.place, fmt::format("'{}'", word));
  }
  if (front.is_word("group")) return unsupported(front.place, "'group by'");
  return syntax_error(front.place, fmt::format("{} has no place here.", front.to_string()));
}

Result<void> Parser::read_from() {
  if (terms_.front().is_end()) return syntax_error(terms_.front().place, "The query is empty.");
  if (!terms_.front().is_word("from")) return no_such_clause();
  TRY(terms_.take());
  const auto first = terms_.front();
  query_.collection = TRY(terms_.name("the name of a collection"));
  if (first.is_word("index") && terms_.front().kind == Token::Kind::kQuoted) {
    return unsupported(first.place, "'from index'");
  }
  if (terms_.front().is_sign("(")) return unsupported(first.place, "conditions behind 'from'");
  return read_alias();
}

Result<void> Parser::read_alias() {
  const bool is_announced = TRY(terms_.take_if_word("as"));
  const auto& front = terms_.front();
  const bool is_clause = std::any_of(kClauses.begin(), kClauses.end(), [&](const Clause& clause) {
    return front.is_word(clause.word);
  });
  const bool is_unknown_clause = front.is_word("group") || front.is_word("load");
  if (!is_announced && (front.kind != Token::Kind::kWord || is_clause || is_unknown_clause)) {
    return {};
  }
  query_.alias = TRY(terms_.name("an alias"));
  terms_.set_alias(query_.alias);
  return {};
}

Result<void> Parser::read_clause() {
  const auto first = terms_.front();
  for (const auto& clause : kClauses) {
    if (!first.is_word(clause.word)) continue;
    if (std::find(clauses_read_.begin(), clauses_read_.end(), clause.word) != clauses_read_.end()) {
      return syntax_error(first.place, fmt::format("There is a second '{}'.", clause.word));
    }
    clauses_read_.push_back(clause.word);
    if (clause.word == "update") return read_update();
    TRY(terms_.take());
    return (this->*clause.read)();
  }
  return no_such_clause();
}

Result<void> Parser::read_where() {
  query_.where = TRY(ConditionParser(terms_).parse());
  return {};
}

// A filter sees what `where` found; both are held against the document.
Result<void> Parser::read_filter() {
  auto filter = TRY(ConditionParser(terms_).parse());
  And both;
  if (query_.where) both.operands.push_back(*std::move(query_.where));
  both.operands.push_back(std::move(filter));
  query_.where = Condition{std::move(both)};
  return {};
}

Result<void> Parser::read_order_by() {
  TRY(terms_.expect_word("by"));
  do {
    query_.order_by.push_back(TRY(ordering()));
  } while (TRY(terms_.take_if_sign(",")));
  return {};
}

Result<Ordering> Parser::ordering() {
  Ordering ordering{.field = TRY(terms_.field())};
  if (TRY(terms_.take_if_word("as"))) ordering.as = TRY(ordering_type());
  if (TRY(terms_.take_if_word("desc")) || TRY(terms_.take_if_word("descending"))) {
    ordering.descending = true;
  } else if (!TRY(terms_.take_if_word("asc"))) {
    TRY(terms_.take_if_word("ascending"));
  }
  if (!TRY(terms_.take_if_word("nulls"))) return ordering;
  if (TRY(terms_.take_if_word("first"))) {
    ordering.nulls = Ordering::Nulls::kFirst;
  } else {
    TRY(terms_.expect_word("last"));
    ordering.nulls = Ordering::Nulls::kLast;
  }
  return ordering;
}

Result<Ordering::As> Parser::ordering_type() {
  const auto token = TRY(terms_.take());
  if (token.is_word("string")) return Ordering::As::kText;
  if (token.is_word("long")) return Ordering::As::kLong;
  if (token.is_word("double")) return Ordering::As::kDouble;
  if (token.is_word("alphaNumeric")) return Ordering::As::kAlphanumeric;
  return syntax_error(
      token.place,
      fmt::format("Here should be 'string', 'long', 'double' or 'alphaNumeric', not {}.",
                  token.to_string()));
}

Result<void> Parser::read_select() {
  query_.distinct = TRY(terms_.take_if_word("distinct"));
  if (TRY(terms_.take_if_sign("*"))) return {};
  if (terms_.front().is_sign("{")) {
    return unsupported(terms_.front().place, "projections in JavaScript");
  }
  do {
    query_.select.push_back(TRY(selected()));
  } while (TRY(terms_.take_if_sign(",")));
  return {};
}

Result<Selected> Parser::selected() {
  auto field = TRY(terms_.field());
  auto name = field.written();
  if (TRY(terms_.take_if_word("as"))) name = TRY(terms_.name("the name of a member"));
  return Selected{std::move(field), std::move(name)};
}

Result<void> Parser::read_include() {
  do {
    const auto place = terms_.front().place;
    auto field = TRY(terms_.field());
    if (field.written().find_first_of("({$") != std::string::npos) {
      return unsupported(place, "an include with a prefix or suffix");
    }
    query_.includes.push_back(std::move(field));
  } while (TRY(terms_.take_if_sign(",")));
  return {};
}

Result<void> Parser::read_limit() {
  const auto first = TRY(terms_.count());
  if (TRY(terms_.take_if_sign(","))) {
    query_.offset = first.value_or(0);
    query_.limit = TRY(terms_.count());
    return {};
  }
  query_.limit = first;
  if (TRY(terms_.take_if_word("offset"))) query_.offset = TRY(terms_.count()).value_or(0);
  return {};
}

Result<void> Parser::read_update() {
  query_.update = TRY(terms_.script());
  return {};
}

}  // namespace

Result<Query> parse_query(std::string_view text, const boost::json::object& parameters) {
  return Parser(text, parameters).parse();
}

}  // namespace penstock::query
