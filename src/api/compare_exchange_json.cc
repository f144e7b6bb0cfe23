#include "api/compare_exchange_json.h"

#include "api/request_reading.h"
#include "base/json_object_text.h"

namespace penstock::api {

void append_compare_exchange(std::string& out, const documents::CompareExchangeValue& value) {
  JsonObjectText json(out);
  json.text("Key", value.key).json("Index", std::to_string(value.index));
  json.json("Value", value.value).json("ChangeVector", "null");
  json.end();
}

Result<std::string> compare_exchange_includes(const documents::DatabaseSnapshot& snapshot,
                                              const std::set<std::string>& keys) {
  const documents::CompareExchangeReader reader(snapshot.storage());
  std::string json;
  JsonObjectText values(json);
  for (const auto& key : keys) {
    const auto value = TRY(reader.get(key));
    if (!value) continue;
    std::string text;
    append_compare_exchange(text, *value);
    values.json(key, text);
  }
  values.end();
  return json;
}

Result<std::uint64_t> expected_index(const http::Request& request) {
  return static_cast<std::uint64_t>(TRY(number_parameter(request, "index", 0)));
}

}  // namespace penstock::api
