#pragma once

#include <string_view>
#include <vector>

#include "documents/change_stream.h"
#include "etl/task_definition.h"
#include "script/discovery.h"

namespace penstock::etl {

/// What the text of a script means for the changes it is run on. Immutable.
class ScriptPlan {
 public:
  explicit ScriptPlan(const Transformation& transformation);

  /// Documents go over as they are, with all that hangs on them; no JavaScript runs for them.
  bool copies_documents() const { return discovery_.is_empty; }

  /// Whether there is JavaScript at all.
  bool has_functions() const { return !copies_documents() || !discovery_.behaviors.empty(); }

  /// Whether a behaviour function has a say in the deletion of documents of `collection`, or in
  /// which of their counters or time series go over.
  bool decides_deletes(std::string_view collection) const;
  bool decides_counters(std::string_view collection) const;
  bool decides_time_series(std::string_view collection) const;

  /// Whether what the script makes may name attachments.
  bool loads_attachments() const { return discovery_.uses_load_attachment; }

  /// What has to be read of the change feed.
  const std::vector<documents::ChangeStream>& streams() const { return streams_; }

 private:
  bool has(script::BehaviorFunction::Kind kind) const;
  bool has(script::BehaviorFunction::Kind kind, std::string_view collection) const;

  script::Discovery discovery_;
  std::vector<documents::ChangeStream> streams_;
};

}  // namespace penstock::etl
