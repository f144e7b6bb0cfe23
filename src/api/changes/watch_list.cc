#include "api/changes/watch_list.h"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// No name holds it.
constexpr char kBetween = '\0';

std::string watch_key(std::string_view first, std::string_view second) {
  std::string key = fold_case(first);
  if (second.empty()) return key;
  key += kBetween;
  return key + fold_case(second);
}

/// A string, or a number as some clients write that of an operation.
Result<std::string> read_parameter(const json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_int64()) return std::to_string(*value.if_int64());
  return invalid_argument("A parameter of the command is not a string.");
}

}  // namespace

Result<WatchCommand> WatchCommand::parse(std::string_view message) {
  const auto parsed = TRY(parse_json(message));
  const auto* members = parsed.if_object();
  const auto* id = members == nullptr ? nullptr : members->if_contains("CommandId");
  const auto* name = members == nullptr ? nullptr : members->if_contains("Command");
  if (id == nullptr || !id->is_int64() || name == nullptr || !name->is_string()) {
    return invalid_argument("A command needs 'CommandId', a number, and 'Command', a string.");
  }
  WatchCommand command{
      .id = *id->if_int64(), .name = std::string(name->as_string()), .parameters = {}};
  if (const auto* several = members->if_contains("Params"); several && several->is_array()) {
    for (const auto& one : several->as_array()) {
      command.parameters.push_back(TRY(read_parameter(one)));
    }
  } else if (const auto* one = members->if_contains("Param"); one && !one->is_null()) {
    command.parameters.push_back(TRY(read_parameter(*one)));
  }
  return command;
}

const WatchList::Subject* WatchList::find_subject(std::string_view name) {
  static constexpr std::array kSubjects = {
      Subject{"doc", Kind::kDocument, 1},
      Subject{"docs", Kind::kAllDocuments, 0},
      Subject{"prefix", Kind::kPrefix, 1},
      Subject{"collection", Kind::kCollection, 1},
      Subject{"operation", Kind::kOperation, 1},
      Subject{"operations", Kind::kAllOperations, 0},
      Subject{"counter", Kind::kCounter, 1},
      Subject{"counters", Kind::kAllCounters, 0},
      Subject{"document-counter", Kind::kCounterOfDocument, 2},
      Subject{"document-counters", Kind::kCountersOfDocument, 1},
      Subject{"timeseries", Kind::kTimeSeries, 1},
      Subject{"all-timeseries", Kind::kAllTimeSeries, 0},
      Subject{"document-timeseries", Kind::kTimeSeriesOfDocument, 2},
      Subject{"all-document-timeseries", Kind::kAllTimeSeriesOfDocument, 1},
      Subject{"aggressive-caching", Kind::kCache, 0},
      Subject{"index", Kind::kNothing, 1},
      Subject{"indexes", Kind::kNothing, 0},
      Subject{"topology-change", Kind::kNothing, 0},
  };
  const auto* const found = std::find_if(kSubjects.begin(), kSubjects.end(),
                                         [&](const auto& one) { return one.name == name; });
  return found == kSubjects.end() ? nullptr : found;
}

Result<void> WatchList::apply(const WatchCommand& command) {
  constexpr std::string_view kWatch = "watch-";
  constexpr std::string_view kUnwatch = "unwatch-";
  std::string_view name = command.name;
  const bool begins = name.starts_with(kWatch);
  if (begins || name.starts_with(kUnwatch)) name.remove_prefix((begins ? kWatch : kUnwatch).size());
  const auto* subject = name.size() == command.name.size() ? nullptr : find_subject(name);
  if (subject == nullptr) {
    return invalid_argument(
        fmt::format("There is no command '{}' on /changes.", excerpt(command.name, 100)));
  }
  std::array<std::string_view, 2> parameters;
  for (std::size_t i = 0; i < subject->parameters; ++i) {
    if (i >= command.parameters.size() || command.parameters[i].empty()) {
      return invalid_argument(fmt::format("'{}' needs {} parameter{}.", command.name,
                                          subject->parameters,
                                          subject->parameters == 1 ? "" : "s"));
    }
    parameters[i] = command.parameters[i];
  }
  const auto watch = std::pair(subject->kind, watch_key(parameters[0], parameters[1]));
  if (!begins) {
    watches_.erase(watch);
    return {};
  }
  if (watches_.size() >= kWatchesMax) {
    return Error{ErrorCode::kTooLarge,
                 fmt::format("One connection watches {} things at most.", kWatchesMax)};
  }
  watches_.insert(watch);
  return {};
}

bool WatchList::wants(const documents::ItemChange& change) const {
  return std::visit([this](const auto& one) { return wants_one(one); }, change);
}

bool WatchList::wants_one(const documents::DocumentChange& change) const {
  return has(Kind::kAllDocuments) || has(Kind::kDocument, change.id) ||
         has(Kind::kCollection, change.collection) || has_prefix_of(change.id);
}

bool WatchList::wants_one(const documents::CounterChange& change) const {
  return has(Kind::kAllCounters) || has(Kind::kCounter, change.name) ||
         has(Kind::kCountersOfDocument, change.document_id) ||
         has(Kind::kCounterOfDocument, change.document_id, change.name);
}

bool WatchList::wants_one(const documents::TimeSeriesChange& change) const {
  return has(Kind::kAllTimeSeries) || has(Kind::kTimeSeries, change.name) ||
         has(Kind::kAllTimeSeriesOfDocument, change.document_id) ||
         has(Kind::kTimeSeriesOfDocument, change.document_id, change.name);
}

bool WatchList::wants(const OperationNotice& notice) const {
  return has(Kind::kAllOperations) || has(Kind::kOperation, std::to_string(notice.id));
}

// Most lists hold few kinds of watches: no key is made for one that is not among them.
bool WatchList::has(Kind kind, std::string_view first, std::string_view second) const {
  const auto from = watches_.lower_bound({kind, std::string()});
  if (from == watches_.end() || from->first != kind) return false;
  return watches_.contains({kind, watch_key(first, second)});
}

bool WatchList::has_prefix_of(std::string_view id) const {
  auto watch = watches_.lower_bound({Kind::kPrefix, std::string()});
  if (watch == watches_.end() || watch->first != Kind::kPrefix) return false;
  const auto folded = fold_case(id);
  for (; watch != watches_.end() && watch->first == Kind::kPrefix; ++watch) {
    if (folded.starts_with(watch->second)) return true;
  }
  return false;
}

}  // namespace penstock::api
