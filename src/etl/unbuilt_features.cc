#include "etl/unbuilt_features.h"

#include <array>
#include <span>

#include "script/text_scanner.h"

namespace penstock::etl {
namespace {

/// What scripts for documents may use, and those for tables not yet.
constexpr std::array<std::string_view, 8> kNotForTables = {
    "addAttachment",  "loadCounter",   "hasCounter",    "getCounters",
    "loadTimeSeries", "hasTimeSeries", "getTimeSeries", "counter"};

/// What is for rows alone.
constexpr std::array<std::string_view, 2> kNotForDocuments = {"varchar", "nvarchar"};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$';
}

/// Whether the word before `at` is "function": the script defines what stands at `at` itself.
bool is_definition(std::string_view script, std::size_t at) {
  constexpr std::string_view kFunction = "function";
  const auto last = at == 0 ? std::string_view::npos : script.find_last_not_of(" \t\r\n", at - 1);
  return last != std::string_view::npos && script.substr(0, last + 1).ends_with(kFunction);
}

/// Whether `name` stands in `script` as a whole word before "(", and is not defined there.
bool calls(std::string_view script, std::string_view name) {
  bool called = false;
  for (auto at = script.find(name); at != std::string_view::npos;
       at = script.find(name, at + name.size())) {
    const bool starts_word = at == 0 || !is_word_character(script[at - 1]);
    const auto next = script.find_first_not_of(" \t\r\n", at + name.size());
    if (!starts_word || next == std::string_view::npos || script[next] != '(') continue;
    if (is_definition(script, at)) return false;
    called = true;
  }
  return called;
}

}  // namespace

std::vector<std::string> unbuilt_features(DestinationKind kind, std::string_view script) {
  std::vector<std::string> features;
  const auto code = script::without_comments(script);
  const auto add_called = [&](std::span<const std::string_view> names) {
    for (const auto name : names) {
      if (calls(code, name)) features.emplace_back(name);
    }
  };
  if (kind == DestinationKind::kSql) {
    add_called(kNotForTables);
  } else {
    add_called(kNotForDocuments);
  }
  return features;
}

}  // namespace penstock::etl
