#include "script/discovery.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "script/text_scanner.h"

namespace penstock::script {
namespace {

constexpr std::string_view kLoadTo = "loadTo";
constexpr std::string_view kReplicateTo = "replicateTo";
constexpr std::string_view kFunction = "function";
constexpr auto kNone = std::string_view::npos;

/// Calls `visit` with the position after each `word` that is not the end of a longer name.
template <typename Visit>
void for_each_start(std::string_view text, std::string_view word, Visit visit) {
  for (auto at = text.find(word); at != kNone; at = text.find(word, at + word.size())) {
    if (at == 0 || !is_identifier_character(text[at - 1])) visit(at + word.size());
  }
}

std::string_view word_at(std::string_view text, std::size_t at) {
  return text.substr(at, skip_word(text, at) - at);
}

/// The literal first argument of a call whose parenthesis may begin at `at`; else nothing.
std::string_view literal_argument(std::string_view text, std::size_t at) {
  at = skip_blanks(text, at);
  if (at == text.size() || text[at] != '(') return {};
  at = skip_blanks(text, at + 1);
  if (at == text.size() || (text[at] != '"' && text[at] != '\'' && text[at] != '`')) return {};
  const auto end = text.find(text[at], at + 1);
  if (end == kNone) return {};
  const auto name = text.substr(at + 1, end - at - 1);
  const bool plain = name.find_first_of("\\\n\r") == kNone && name.find("${") == kNone;
  return plain ? name : std::string_view{};
}

/// Adds `name` unless it is there; `same` compares.
template <typename Same>
void add_once(std::vector<std::string>& names, std::string_view name, Same same) {
  const auto is_it = [&](const std::string& known) { return same(known, name); };
  if (!name.empty() && std::none_of(names.begin(), names.end(), is_it)) names.emplace_back(name);
}

bool same_spelling(std::string_view left, std::string_view right) { return left == right; }

int count_parameters(std::string_view list) {
  if (skip_blanks(list, 0) == list.size()) return 0;
  return 1 + static_cast<int>(std::count(list.begin(), list.end(), ','));
}

/// Names the behaviour that a function called `name` would be.
std::optional<BehaviorFunction> behavior_named(std::string_view name) {
  using Kind = BehaviorFunction::Kind;
  constexpr std::string_view kSuffix = "Behavior";
  constexpr std::pair<std::string_view, Kind> kPrefixes[] = {
      {"deleteDocumentsOf", Kind::kDelete},
      {"loadCountersOf", Kind::kCounters},
      {"loadTimeSeriesOf", Kind::kTimeSeries}};
  if (name == "deleteDocumentsBehavior")
    return BehaviorFunction{Kind::kDelete, std::string(name), {}, 0, {}};
  for (const auto& [prefix, kind] : kPrefixes) {
    if (!name.starts_with(prefix) || !name.ends_with(kSuffix)) continue;
    if (name.size() <= prefix.size() + kSuffix.size()) continue;
    const auto collection =
        name.substr(prefix.size(), name.size() - prefix.size() - kSuffix.size());
    return BehaviorFunction{kind, std::string(name), std::string(collection), 0, {}};
  }
  return std::nullopt;
}

/// The behaviour that is defined by the `function` which ends before `at`, if it is one.
std::optional<BehaviorFunction> behavior_at(std::string_view text, std::size_t at) {
  const auto name_at = skip_blanks(text, at);
  auto behavior = behavior_named(word_at(text, name_at));
  if (!behavior || name_at == at) return std::nullopt;
  const auto open = skip_blanks(text, name_at + behavior->name.size());
  if (open == text.size() || text[open] != '(') return std::nullopt;
  const auto closed = skip_bracketed(text, open);
  const auto list = text.substr(open + 1, closed > open + 1 ? closed - open - 2 : 0);
  behavior->parameters = count_parameters(list);
  if (behavior->kind == BehaviorFunction::Kind::kCounters && list.empty()) return std::nullopt;
  const auto body = skip_blanks(text, closed);
  const auto end = body < text.size() && text[body] == '{' ? skip_bracketed(text, body) : closed;
  const auto begin = at - kFunction.size();
  behavior->text = text.substr(begin, end - begin);
  return behavior;
}

std::vector<BehaviorFunction> discover_behaviors(std::string_view text) {
  std::vector<BehaviorFunction> behaviors;
  for_each_start(text, kFunction, [&](std::size_t at) {
    if (auto behavior = behavior_at(text, at)) behaviors.push_back(*std::move(behavior));
  });
  return behaviors;
}

bool is_blank_without(std::string text, const std::vector<BehaviorFunction>& behaviors) {
  for (const auto& behavior : behaviors) {
    if (behavior.kind != BehaviorFunction::Kind::kDelete) continue;
    const auto at = text.find(behavior.text);
    if (at != std::string::npos) text.erase(at, behavior.text.size());
  }
  return skip_blanks(text, 0) == text.size();
}

bool occurs(std::string_view text, std::string_view word) { return text.find(word) != kNone; }

}  // namespace

std::vector<std::string> discover_targets(std::string_view text) {
  std::vector<std::string> targets;
  for_each_start(text, kLoadTo, [&](std::size_t at) {
    const auto name = word_at(text, at);
    add_once(targets, name.empty() ? literal_argument(text, at) : name, equal_ignoring_case);
  });
  return targets;
}

std::vector<std::string> discover_target_functions(std::string_view text) {
  std::vector<std::string> functions;
  for_each_start(text, kLoadTo,
                 [&](std::size_t at) { add_once(functions, word_at(text, at), same_spelling); });
  return functions;
}

std::vector<std::string> discover_behavior_functions(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& behavior : discover_behaviors(text)) {
    add_once(names, behavior.name, same_spelling);
  }
  return names;
}

Discovery discover(std::string_view text) {
  Discovery found;
  found.targets = discover_targets(text);
  found.behaviors = discover_behaviors(text);
  for_each_start(text, kReplicateTo, [&](std::size_t at) {
    const auto name = word_at(text, at);
    if (name.empty()) return;
    add_once(found.legacy_calls, std::string(kReplicateTo).append(name), same_spelling);
  });
  found.uses_add_attachment = occurs(text, "addAttachment");
  found.uses_load_attachment = occurs(text, "loadAttachment");
  found.uses_add_counter = occurs(text, "addCounter");
  found.uses_add_time_series = occurs(text, "addTimeSeries");
  found.is_empty = is_blank_without(std::string(text), found.behaviors);
  return found;
}

}  // namespace penstock::script
