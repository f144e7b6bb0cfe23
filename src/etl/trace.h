#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "etl/destination_view.h"
#include "etl/error_store.h"
#include "etl/process_statistics.h"
#include "etl/running_process.h"

// Why a document is, or is not, at the destination of a script.
namespace penstock::etl {

enum class Whereabouts : std::uint8_t {
  kUnknown,     ///< The source has neither the document nor its deletion.
  kNotTracked,  ///< It is in no collection that the script runs on.
  kWaiting,     ///< Its newest version is not delivered yet.
  kFailed,      ///< It is in the error list.
  kFiltered,    ///< The script was run on it and makes nothing of it.
  kDelivered,
  kDeleted,  ///< The source has it no more, and its deletion was delivered.
};
/// "Unknown", "NotTracked", ...
std::string_view to_string(Whereabouts whereabouts);

/// What the script makes of the document for one collection or table.
struct TracedObject {
  std::string target;
  std::string json;  ///< One JSON object.
};

/// What was found when the destination was asked.
struct TracedAtDestination {
  std::optional<DriftedDocument> drift;  ///< Nothing: it has what the script makes.
  bool is_pending = false;               ///< It keeps changing, so nothing can be said.
  bool is_refused = false;               ///< The version of now failed, so it cannot be there.
  std::string failure;                   ///< Why it could not be asked; empty if it was.

  std::string describe() const;  ///< One sentence.
};

struct Trace {
  std::string transformation;
  Whereabouts whereabouts = Whereabouts::kUnknown;
  std::string collection;
  Etag etag;                             ///< Of the newest change; 0 if there is none.
  std::optional<Etag> checkpoint;        ///< Nothing: the script does not run, or not yet.
  std::optional<std::uint64_t> ahead;    ///< Of kWaiting: changes that are delivered before it,
  bool ahead_is_at_least = false;        ///< or more, where so many were not counted.
  std::optional<RecordedError> error;    ///< Of this version or, while it waits, of a former one.
  std::optional<BatchStatistics> batch;  ///< That delivered it, if it is still remembered.
  std::vector<TracedObject> objects;     ///< Of the document as it is now.
  std::vector<std::string> output;       ///< Of output() and console.log().
  std::string script_failure;            ///< Why the script makes nothing of it; mostly empty.
  std::optional<TracedAtDestination> at_destination;
  std::string summary;  ///< One sentence for people: where it is, and why.
};

/// Changes ahead of a document that are counted.
inline constexpr std::uint64_t kTracedAheadMax = 50'000;

/// Follows one document through one script. `statistics`: of the process, nothing if it does not
/// run. Errors: those of the database and of the scripts.
Result<Trace> trace(const ProcessBlueprint& blueprint, const ProcessSurroundings& surroundings,
                    const std::optional<ProcessStatistics>& statistics,
                    const std::string& document_id);

/// Asks the destination what it has of the document, over a connection of its own. `shares_tables`:
/// as Verification::Parts. Errors: kCancelled; what the destination says is part of the result.
Result<TracedAtDestination> trace_at_destination(const ProcessBlueprint& blueprint,
                                                 const ProcessSurroundings& surroundings,
                                                 const std::string& document_id, bool shares_tables,
                                                 const std::stop_token& stop);

}  // namespace penstock::etl
