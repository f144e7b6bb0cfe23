#include "api/changes/change_messages.h"

#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace penstock::api {
namespace {

namespace json = boost::json;

using documents::CounterChange;
using documents::DocumentChange;
using documents::TimeSeriesChange;

// What time series without a bound begin and end with on the wire.
constexpr std::string_view kBeginning = "0001-01-01T00:00:00.0000000Z";
constexpr std::string_view kEnd = "9999-12-31T23:59:59.9999999Z";

std::string_view name_of(DocumentChange::Type type) {
  return type == DocumentChange::Type::kPut ? "Put" : "Delete";
}

std::string_view name_of(CounterChange::Type type) {
  switch (type) {
    case CounterChange::Type::kPut: return "Put";
    case CounterChange::Type::kIncrement: return "Increment";
    case CounterChange::Type::kDelete: break;
  }
  return "Delete";
}

std::string_view name_of(TimeSeriesChange::Type type) {
  switch (type) {
    case TimeSeriesChange::Type::kPut: return "Put";
    case TimeSeriesChange::Type::kDelete: return "Delete";
    case TimeSeriesChange::Type::kMixed: break;
  }
  return "Mixed";
}

std::string message(std::string_view type, json::object value) {
  return json::serialize(json::object{{"Type", type}, {"Value", std::move(value)}});
}

}  // namespace

void ChangeMessages::confirm(std::int64_t command_id) {
  append(json::serialize(json::object{{"Type", "Confirm"}, {"CommandId", command_id}}));
}

void ChangeMessages::error(const Error& error) {
  append(json::serialize(json::object{{"Type", "Error"}, {"Exception", error.message}}));
}

void ChangeMessages::add(const documents::ItemChange& change) {
  std::visit([this](const auto& one) { add_one(one); }, change);
}

void ChangeMessages::add_one(const DocumentChange& change) {
  append(message("DocumentChange", {{"Type", name_of(change.type)},
                                    {"Id", change.id},
                                    {"CollectionName", change.collection},
                                    {"ChangeVector", change.change_vector}}));
}

void ChangeMessages::add_one(const CounterChange& change) {
  append(message("CounterChange", {{"Type", name_of(change.type)},
                                   {"Name", change.name},
                                   {"Value", change.value},
                                   {"DocumentId", change.document_id},
                                   {"CollectionName", change.collection},
                                   {"ChangeVector", change.change_vector}}));
}

void ChangeMessages::add_one(const TimeSeriesChange& change) {
  append(message("TimeSeriesChange",
                 {{"Type", name_of(change.type)},
                  {"Name", change.name},
                  {"From", change.from ? format_wire_time(*change.from) : std::string(kBeginning)},
                  {"To", change.to ? format_wire_time(*change.to) : std::string(kEnd)},
                  {"DocumentId", change.document_id},
                  {"CollectionName", change.collection},
                  {"ChangeVector", change.change_vector}}));
}

void ChangeMessages::add(const OperationNotice& notice) {
  append(message("OperationStatusChange",
                 {{"OperationId", notice.id}, {"State", notice.state.to_json()}}));
}

void ChangeMessages::cache_is_out_of_date() { append(R"({"Type":"AggressiveCacheChange"})"); }

void ChangeMessages::append(std::string_view text) {
  frame_ += frame_.empty() ? '[' : ',';
  frame_ += text;
}

std::optional<std::string> ChangeMessages::take_frame() {
  if (frame_.empty()) return std::nullopt;
  frame_ += ']';
  return std::exchange(frame_, {});
}

}  // namespace penstock::api
