#include "etl/script_plan.h"

#include <algorithm>

#include "base/text.h"

namespace penstock::etl {

using documents::ChangeStream;
using Kind = script::BehaviorFunction::Kind;

ScriptPlan::ScriptPlan(const Transformation& transformation)
    : discovery_(script::discover(transformation.script)),
      streams_{ChangeStream::kDocuments, ChangeStream::kTombstones} {
  if (copies_documents()) streams_.push_back(ChangeStream::kAttachmentTombstones);
  if (copies_documents() || has(Kind::kCounters)) {
    streams_.insert(streams_.end(), {ChangeStream::kCounters, ChangeStream::kCounterTombstones});
  }
  if (copies_documents() || has(Kind::kTimeSeries)) {
    streams_.insert(streams_.end(),
                    {ChangeStream::kTimeSeriesSegments, ChangeStream::kTimeSeriesDeletedRanges});
  }
}

bool ScriptPlan::has(Kind kind) const {
  return std::ranges::any_of(discovery_.behaviors,
                             [&](const auto& behavior) { return behavior.kind == kind; });
}

bool ScriptPlan::has(Kind kind, std::string_view collection) const {
  return std::ranges::any_of(discovery_.behaviors, [&](const auto& behavior) {
    return behavior.kind == kind && equal_ignoring_case(behavior.collection, collection);
  });
}

bool ScriptPlan::decides_deletes(std::string_view collection) const {
  return has(Kind::kDelete, "") || has(Kind::kDelete, collection);
}

bool ScriptPlan::decides_counters(std::string_view collection) const {
  return has(Kind::kCounters, collection);
}

bool ScriptPlan::decides_time_series(std::string_view collection) const {
  return has(Kind::kTimeSeries, collection);
}

}  // namespace penstock::etl
