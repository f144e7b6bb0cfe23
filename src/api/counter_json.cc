#include "api/counter_json.h"

#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json_object_text.h"
#include "base/random_id.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::CounterOperation;

Result<std::string> read_text(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  if (member == nullptr || member->is_null()) {
    return invalid_argument(fmt::format("'{}' is missing.", name));
  }
  if (!member->is_string()) return invalid_argument(fmt::format("'{}' is not a string.", name));
  return std::string(member->as_string());
}

Result<CounterOperation::Type> read_type(const json::object& operation) {
  const auto name = TRY(read_text(operation, "Type"));
  if (name == "Increment") return CounterOperation::Type::kIncrement;
  if (name == "Put") return CounterOperation::Type::kPut;
  if (name == "Delete") return CounterOperation::Type::kDelete;
  if (name == "Get") return CounterOperation::Type::kGet;
  return invalid_argument(
      fmt::format("There are no counter operations of type '{}'.", excerpt(name, 64)));
}

bool needs_amount(CounterOperation::Type type) {
  return type == CounterOperation::Type::kIncrement || type == CounterOperation::Type::kPut;
}

Result<std::int64_t> read_delta(const json::object& operation) {
  const auto* delta = operation.if_contains("Delta");
  if (delta == nullptr || delta->is_null()) return invalid_argument("'Delta' is missing.");
  if (!delta->is_int64()) return invalid_argument("'Delta' is not a whole number of 64 bits.");
  return delta->as_int64();
}

Result<CounterOperation> read_operation(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return invalid_argument("One of 'Operations' is not an object.");
  CounterOperation operation;
  operation.type = TRY(read_type(*object));
  operation.name = TRY(read_text(*object, "CounterName"));
  if (needs_amount(operation.type)) operation.amount = TRY(read_delta(*object));
  return operation;
}

}  // namespace

Result<DocumentCounters> parse_document_counters(const json::object& counters) {
  DocumentCounters parsed;
  parsed.document_id = TRY(read_text(counters, "DocumentId"));
  if (parsed.document_id.empty()) return invalid_argument("'DocumentId' is empty.");
  const auto* member = counters.if_contains("Operations");
  const auto* operations = member == nullptr ? nullptr : member->if_array();
  if (operations == nullptr) return invalid_argument("'Operations' is not an array.");
  parsed.operations.reserve(operations->size());
  for (const auto& operation : *operations) {
    parsed.operations.push_back(TRY(read_operation(operation)));
  }
  return parsed;
}

CounterList::CounterList(const documents::Database::Identity& node)
    : node_(fmt::format("{}-{}", node.node_tag, guid_to_base64(node.id).value_or(""))) {}

void CounterList::add(std::string_view document_id, std::string_view name, std::int64_t value) {
  separate();
  const auto total = std::to_string(value);
  JsonObjectText counter(json_);
  counter.text("DocumentId", document_id).text("CounterName", name).json("TotalValue", total);
  if (!node_.empty()) {
    std::string values;
    JsonObjectText(values).json(node_, total).end();
    counter.json("CounterValues", values);
  }
  counter.end();
}

void CounterList::add_missing() {
  separate();
  json_ += "null";
}

void CounterList::add(const DocumentCounters& counters, const documents::CounterResults& results) {
  auto result = results.counters.begin();
  for (const auto& operation : counters.operations) {
    if (operation.type == CounterOperation::Type::kDelete) continue;
    const auto& counter = *result++;
    if (counter) {
      add(counters.document_id, operation.name, counter->value);
    } else {
      add_missing();
    }
  }
}

std::string CounterList::take() { return std::move(json_) + ']'; }

void CounterList::separate() {
  if (json_.size() > 1) json_ += ',';
}

Result<void> add_counter(const documents::CounterReader& reader, std::string_view document_id,
                         std::string_view name, CounterList& list) {
  const auto counter = TRY(reader.get(document_id, name));
  if (counter) {
    list.add(document_id, name, counter->value);
  } else {
    list.add_missing();
  }
  return {};
}

}  // namespace penstock::api
