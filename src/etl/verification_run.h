#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "etl/running_process.h"
#include "etl/verification.h"

namespace penstock::etl {

struct VerificationRequest {
  std::string from;  ///< As Verification::verify() takes it; empty: all.
  bool repairs = false;
  bool shares_tables = false;  ///< As Verification::Parts.
};

/// What a verification has come to, after each range.
struct VerificationState {
  VerificationCounts counts;
  std::uint64_t repaired = 0;            ///< Of those that differed, how many do no more.
  std::vector<DriftedDocument> drifted;  ///< Of this range; what was repaired says so.
  std::string next;                      ///< To go on from here; empty: it is over.
};
using VerificationReport = std::function<void(const VerificationState&)>;

/// Verifies what one script has at its destination, and tells after each range. A repair asks the
/// process to deliver what differs again: the document, or its deletion; what is surplus stays if
/// another database delivers there too. `running` is the process,
/// null if it does not run; a repair needs it. Errors: those of Verification::verify() and of
/// Destination::view(); kUnavailable if the process does not deliver what it was asked for.
Result<VerificationState> run_verification(const ProcessBlueprint& blueprint,
                                           const ProcessSurroundings& surroundings,
                                           RunningProcess* running,
                                           const VerificationRequest& request,
                                           const VerificationReport& report,
                                           const std::stop_token& stop);

/// Compares these documents only, which the script runs on or not. Errors: those of
/// Verification::look_at() and of Destination::view().
Result<VerifiedRange> verify_documents(const ProcessBlueprint& blueprint,
                                       const ProcessSurroundings& surroundings,
                                       std::vector<std::string> ids, bool shares_tables,
                                       const std::stop_token& stop);

}  // namespace penstock::etl
