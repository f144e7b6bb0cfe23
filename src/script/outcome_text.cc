#include "script/outcome_text.h"

#include <boost/json/value.hpp>

#include "base/json.h"

namespace penstock::script {
namespace {

Error malformed() { return corruption("malformed outcome from the script worker"); }

Result<std::string> read_output(std::string_view json) {
  const auto value = TRY(parse_json(json));
  if (!value.is_string()) return malformed();
  return std::string(value.get_string());
}

Result<ScriptFailure> read_failure(std::string_view json) {
  const auto value = TRY(parse_json(json));
  const auto* object = value.if_object();
  const auto* message = object ? object->if_contains("message") : nullptr;
  const auto* line = object ? object->if_contains("line") : nullptr;
  const auto* column = object ? object->if_contains("column") : nullptr;
  if (!message || !message->is_string() || !line || !line->is_int64() || !column ||
      !column->is_int64()) {
    return malformed();
  }
  return ScriptFailure{
      std::string(message->get_string()),
      {static_cast<int>(line->get_int64()), static_cast<int>(column->get_int64())}};
}

Result<LoadedObject> read_object(std::string_view line) {
  const auto tab = line.find('\t');
  if (tab == 0 || tab == std::string_view::npos) return malformed();
  return LoadedObject{line.substr(0, tab), line.substr(tab + 1)};
}

/// Adds what `line` says to the document that is being read.
Result<void> read_line(std::string_view line, DocumentOutcome& document) {
  if (line.empty()) return malformed();
  const auto rest = line.substr(1);
  switch (line.front()) {
    case '+':
      document.objects.push_back(TRY(read_object(rest)));
      return {};
    case '>':
      document.output.push_back(TRY(read_output(rest)));
      return {};
    case '!':
      document.failure = TRY(read_failure(rest));
      return {};
    default:
      return malformed();
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
    if (document.failure) document.objects.clear();
    documents.push_back(std::move(document));
    document = {};
  }
  return documents;
}

}  // namespace penstock::script
