#include "base/json_object_text.h"

#include "base/json.h"

namespace penstock {

JsonObjectText& JsonObjectText::text(std::string_view name, std::string_view value) {
  this->name(name);
  append_json_string(out_, value);
  return *this;
}

JsonObjectText& JsonObjectText::json(std::string_view name, std::string_view json) {
  this->name(name);
  out_ += json;
  return *this;
}

void JsonObjectText::name(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  append_json_string(out_, name);
  out_ += ':';
}

}  // namespace penstock
