#include "script/outcome_text.h"

#include <charconv>

#include <boost/json/value.hpp>

#include "base/json.h"

namespace penstock::script {
namespace {

Error malformed() { return corruption("malformed outcome from the script worker"); }

Result<std::string> read_string(std::string_view json) {
  const auto value = parse_json(json);
  if (!value || !value->is_string()) return malformed();
  return std::string(value->get_string());
}

/// Takes a number and the blank after it off the front of `text`.
Result<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (code != std::errc{} || length == text.size() || *end != ' ') return malformed();
  text.remove_prefix(length + 1);
  return number;
}

Result<ScriptFailure> read_failure(std::string_view line) {
  ScriptFailure failure;
  failure.position.line = TRY(take_number(line));
  failure.position.column = TRY(take_number(line));
  failure.message = TRY(read_string(line));
  return failure;
}

Result<LoadedObject> read_object(std::string_view line) {
  const auto tab = line.find('\t');
  if (tab == 0 || tab == std::string_view::npos) return malformed();
  return LoadedObject{line.substr(0, tab), line.substr(tab + 1)};
}

Result<std::vector<std::string>> read_strings(std::string_view json) {
  const auto value = parse_json(json);
  if (!value || !value->is_array()) return malformed();
  std::vector<std::string> strings;
  for (const auto& element : value->get_array()) {
    if (!element.is_string()) return malformed();
    strings.emplace_back(element.get_string());
  }
  return strings;
}

Result<LoadedItem> read_item(std::string_view line, std::size_t objects) {
  LoadedItem item;
  const auto object = TRY(take_number(line));
  if (object >= static_cast<int>(objects) || line.empty()) return malformed();
  if (object >= 0) item.object = static_cast<std::size_t>(object);
  auto strings = TRY(read_strings(line.substr(1)));
  switch (line.front()) {
    case 'a': item.kind = LoadedItem::Kind::kAttachment; break;
    case 'c': item.kind = LoadedItem::Kind::kCounter; break;
    case 't': item.kind = LoadedItem::Kind::kTimeSeries; break;
    default: return malformed();
  }
  strings.resize(3);
  item.name = std::move(strings[0]);
  if (item.kind == LoadedItem::Kind::kTimeSeries) {
    item.from = std::move(strings[1]);
    item.to = std::move(strings[2]);
  } else {
    item.new_name = std::move(strings[1]);
  }
  return item;
}

/// Adds what `line` says to the document that is being read.
Result<void> read_line(std::string_view line, DocumentOutcome& document) {
  if (line.empty()) return malformed();
  const auto rest = line.substr(1);
  switch (line.front()) {
    case '+': document.objects.push_back(TRY(read_object(rest))); return {};
    case '@': document.items.push_back(TRY(read_item(rest, document.objects.size()))); return {};
    case '-': document.keeps_earlier = true; return {};
    case '>': document.output.push_back(TRY(read_string(rest))); return {};
    case '!': document.failure = TRY(read_failure(rest)); return {};
    default: return malformed();
  }
}

}  // namespace

Result<std::vector<DocumentOutcome>> parse_outcomes(std::string_view text) {
  std::vector<DocumentOutcome> documents;
  DocumentOutcome document;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return malformed();
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line != ".") {
      TRY(read_line(line, document));
      continue;
    }
    if (document.failure) {
      document.objects.clear();
      document.items.clear();
      document.keeps_earlier = false;
    }
    documents.push_back(std::move(document));
    document = {};
  }
  return documents;
}

}  // namespace penstock::script
