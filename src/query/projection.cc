#include "query/projection.h"

#include "base/clock.h"
#include "base/json.h"

namespace penstock::query {
namespace {

void append_member(std::string& json, std::string_view name, std::string_view text) {
  json += ',';
  append_json_string(json, name);
  json += ':';
  append_json_string(json, text);
}

}  // namespace

std::string project(const documents::Document& document, const std::vector<Selected>& select) {
  std::string json = "{";
  for (const auto& selected : select) {
    if (json.size() > 1) json += ',';
    append_json_string(json, selected.name);
    json += ':';
    json += selected.field.value(document).value_or("null");
  }
  return json + '}';
}

std::string projection_to_json(const documents::Document& document,
                               const std::vector<Selected>& select) {
  auto json = project(document, select);
  json.pop_back();
  if (json.size() > 1) json += ',';
  json += R"("@metadata":{"@projection":true)";
  append_member(json, "@id", document.id);
  append_member(json, "@change-vector", document.change_vector);
  append_member(json, "@last-modified", format_wire_time(document.last_modified));
  return json + "}}";
}

}  // namespace penstock::query
