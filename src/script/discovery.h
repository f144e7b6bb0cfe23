#pragma once

#include <string>
#include <string_view>
#include <vector>

// What a script loads to and defines, read from its text by pattern: comments and strings count
// too, and the text need not parse. Pure functions; thread-safe.
namespace penstock::script {

/// A function that decides what follows a deletion, a counter or a time series.
struct BehaviorFunction {
  enum class Kind {
    kDelete,      ///< deleteDocumentsOf<Collection>Behavior or deleteDocumentsBehavior.
    kCounters,    ///< loadCountersOf<Collection>Behavior, with at least one parameter.
    kTimeSeries,  ///< loadTimeSeriesOf<Collection>Behavior.
  };

  Kind kind;
  std::string name;        ///< "deleteDocumentsOfUsersBehavior".
  std::string collection;  ///< "Users"; empty for deleteDocumentsBehavior.
  int parameters = 0;
  std::string text;  ///< From `function` to the closing brace, or to the end if it is missing.
};

struct Discovery {
  /// Every name after `loadTo`, and every literal first argument of `loadTo(...)`: distinct
  /// without regard to case, in their first spelling and the order of their first occurrence.
  std::vector<std::string> targets;

  /// In the order of the text, repeated definitions included.
  std::vector<BehaviorFunction> behaviors;

  /// Functions of old that must be written as loadTo: "replicateToUsers". Distinct.
  std::vector<std::string> legacy_calls;

  bool uses_add_attachment = false;
  bool uses_load_attachment = false;
  bool uses_add_counter = false;
  bool uses_add_time_series = false;

  /// Nothing but white space and delete behaviours: nothing to run for a changed document.
  bool is_empty = false;
};

Discovery discover(std::string_view text);

/// Discovery::targets alone.
std::vector<std::string> discover_targets(std::string_view text);

/// The names after `loadTo` in every spelling that occurs, each once: those that the script may
/// call as functions.
std::vector<std::string> discover_target_functions(std::string_view text);

/// The names of Discovery::behaviors, each once.
std::vector<std::string> discover_behavior_functions(std::string_view text);

}  // namespace penstock::script
