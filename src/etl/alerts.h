#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "etl/error_store.h"
#include "etl/task_info.h"
#include "etl/tombstone_retention.h"

// What people should be told of a task without asking: one alert for each kind of trouble and
// script, gone when the trouble is over. Plain values.
namespace penstock::etl {

/// Entries that one alert shows; the error list has all.
inline constexpr std::size_t kAlertEntriesMax = 500;
/// Documents of the error list that are looked at for the newest ones.
inline constexpr std::size_t kAlertErrorsReadMax = 10'000;

enum class AlertSeverity : std::uint8_t { kWarning, kError };
/// "Warning", "Error".
std::string_view to_string(AlertSeverity severity);

struct AlertEntry {
  WallTime when;
  std::string document_id;  ///< Empty if it concerns no document alone.
  std::string error;
  std::optional<std::chrono::milliseconds> duration = {};  ///< Of a hint: `error` took so long.
};

struct Alert {
  std::string type;      ///< "Etl_LoadError", ... (protocol, section 12.7).
  bool is_hint = false;  ///< Nothing is wrong, and it could be faster.
  AlertSeverity severity = AlertSeverity::kWarning;
  std::string tag;      ///< "Raven ETL", "SQL ETL".
  std::string process;  ///< "<task>/<script>".
  std::string message;
  WallTime created_at;              ///< Of its newest entry.
  std::vector<AlertEntry> entries;  ///< Newest last, at most kAlertEntriesMax.

  /// "AlertRaised" or "PerformanceHint".
  std::string_view kind() const { return is_hint ? "PerformanceHint" : "AlertRaised"; }

  /// "Raven ETL/<task>/<script>".
  std::string key() const;
  /// The same for as long as there is an alert of this type of the script.
  std::string id() const;
};

/// The alerts of one script, given the key of its errors. `otherwise`: when trouble began of which
/// nobody knows. Errors: those of the database.
Result<std::vector<Alert>> find_alerts(const TaskDefinition& task, const ProcessInfo& process,
                                       const ProcessKey& key, const ErrorStore& errors,
                                       WallTime otherwise);

/// That a script which does not deliver keeps tombstones from being cleaned, if it does.
std::optional<Alert> find_blocked_tombstones(const TaskDefinition& task, const ProcessInfo& process,
                                             const std::vector<TombstoneRetention>& retention,
                                             WallTime otherwise);

}  // namespace penstock::etl
