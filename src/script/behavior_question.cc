#include "script/behavior_question.h"

#include "base/json.h"

// An array, which no document is: ["loadCounters", document id, collection, name].
namespace penstock::script {
namespace {

std::string question(std::string_view kind, std::string_view document_id,
                     std::string_view collection) {
  std::string text = "[";
  for (const auto part : {kind, document_id, collection}) {
    append_json_string(text, part);
    text += ',';
  }
  return text;
}

std::string question_of_name(std::string_view kind, std::string_view document_id,
                             std::string_view collection, std::string_view name) {
  auto text = question(kind, document_id, collection);
  append_json_string(text, name);
  return text + ']';
}

}  // namespace

std::string ask_delete(std::string_view document_id, std::string_view collection, bool deleted) {
  return question("deleteDocuments", document_id, collection) + (deleted ? "true]" : "false]");
}

std::string ask_counter(std::string_view document_id, std::string_view collection,
                        std::string_view name) {
  return question_of_name("loadCounters", document_id, collection, name);
}

std::string ask_time_series(std::string_view document_id, std::string_view collection,
                            std::string_view name) {
  return question_of_name("loadTimeSeries", document_id, collection, name);
}

}  // namespace penstock::script
