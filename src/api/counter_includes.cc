#include "api/counter_includes.h"

#include <algorithm>

#include "api/counter_json.h"
#include "base/json_object_text.h"
#include "documents/counter_reader.h"

namespace penstock::api {
namespace {

Result<std::string> counters_of(const documents::CounterReader& reader, const std::string& id,
                                const std::vector<std::string_view>& names) {
  CounterList list;
  if (std::ranges::find(names, kAllCounters) != names.end()) {
    for (const auto& counter : TRY(reader.all(id))) list.add(id, counter.name, counter.value);
    return list.take();
  }
  for (const auto name : names) TRY(add_counter(reader, id, name, list));
  return list.take();
}

}  // namespace

Result<std::string> counter_includes(const documents::DatabaseSnapshot& snapshot,
                                     const std::set<std::string>& ids,
                                     const std::vector<std::string_view>& names) {
  const documents::CounterReader reader(snapshot.storage());
  std::string json;
  JsonObjectText includes(json);
  for (const auto& id : ids) includes.json(id, TRY(counters_of(reader, id, names)));
  includes.end();
  return json;
}

}  // namespace penstock::api
