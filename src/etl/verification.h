#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "etl/batch_builder.h"
#include "etl/destination_view.h"
#include "etl/error_store.h"
#include "etl/process.h"
#include "script/script_host.h"

namespace penstock::etl {

/// What a verification has seen.
struct VerificationCounts {
  std::uint64_t documents = 0;  ///< Of the source, compared.
  std::uint64_t missing = 0;
  std::uint64_t surplus = 0;
  std::uint64_t different = 0;
  /// Documents in the error list, or that the script or the destination refuses now.
  std::uint64_t failed = 0;
  /// Documents that differ because they changed and are not delivered yet.
  std::uint64_t pending = 0;

  VerificationCounts& operator+=(const VerificationCounts& other);
};

/// One range of a verification.
struct VerifiedRange {
  VerificationCounts counts;
  std::vector<DriftedDocument> drifted;  ///< Without Drift::kRefused.
  std::string next;                      ///< Where the next range begins; empty: this was the last.
};

/// Compares what a destination has with what the script makes of the source now: first the
/// documents of the source, by id, then what the destination has of others. A bounded range at a
/// time, so neither side is held in memory, and a verification can go on later where it was.
///
/// Documents may change meanwhile. One that differs is reported only if the very version that was
/// compared was delivered before, and was still the newest afterwards; else it is looked at again.
/// Confined to one thread.
class Verification {
 public:
  static constexpr std::size_t kRangeDocumentsMax = 256;
  /// How often a document is looked at that keeps changing.
  static constexpr int kLooksMax = 3;

  struct Parts {
    documents::Database& source;
    script::ScriptHost& scripts;
    const ErrorStore& errors;
    Clock& clock;
    DestinationView& destination;
    /// Other scripts load to the same tables: what those have of documents that this script does
    /// not run on is theirs, as long as the source has the documents.
    bool shares_tables = false;
  };
  /// `parts` must outlive this object.
  Verification(Parts parts, ProcessIdentity identity);

  /// The range that begins at `begin`: "" for the first, what `next` said, or the id of a document
  /// after which to begin. Errors: those of the view; kScriptFailed if the script does not parse or
  /// fails for too many documents; kCancelled; those of the database.
  Result<VerifiedRange> verify(const std::string& begin, const std::stop_token& stop);

  /// Those of `ids` that differ, with the counts of all.
  Result<VerifiedRange> look_at(std::vector<std::string> ids, const std::stop_token& stop);

 private:
  Result<VerifiedRange> verify_documents(const std::string& after, const std::stop_token& stop);
  Result<VerifiedRange> verify_held(const std::string& begin, const std::stop_token& stop);
  Result<std::vector<std::string>> look_once(const std::vector<std::string>& ids,
                                             VerifiedRange& range, const std::stop_token& stop);
  Result<std::vector<Etag>> versions(const std::vector<std::string>& ids) const;
  bool is_tracked(const documents::Document& document) const;

  const Parts parts_;
  const ProcessIdentity identity_;
  BatchBuilder builder_;
};

}  // namespace penstock::etl
