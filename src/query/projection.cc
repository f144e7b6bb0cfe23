#include "query/projection.h"

#include "base/clock.h"
#include "base/json_object_text.h"

namespace penstock::query {
namespace {

void add_selected(JsonObjectText& object, const documents::Document& document,
                  const std::vector<Selected>& select) {
  for (const auto& selected : select) {
    object.json(selected.name, selected.field.value(document).value_or("null"));
  }
}

}  // namespace

std::string project(const documents::Document& document, const std::vector<Selected>& select) {
  std::string json;
  JsonObjectText object(json);
  add_selected(object, document, select);
  object.end();
  return json;
}

std::string projection_to_json(const documents::Document& document,
                               const std::vector<Selected>& select) {
  std::string metadata;
  JsonObjectText(metadata)
      .json("@projection", "true")
      .text("@id", document.id)
      .text("@change-vector", document.change_vector)
      .text("@last-modified", format_wire_time(document.last_modified))
      .end();
  std::string json;
  JsonObjectText object(json);
  add_selected(object, document, select);
  object.json("@metadata", metadata).end();
  return json;
}

}  // namespace penstock::query
