#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "etl/destination.h"
#include "etl/waiting_documents.h"

namespace penstock::etl {

/// Longer messages are cut.
inline constexpr std::size_t kErrorMessageBytesMax = 4096;
/// What one call of ErrorStore::list() returns at most.
inline constexpr std::size_t kErrorsListedMax = 1000;

/// The last error of one document in one process, as it was recorded.
struct RecordedError {
  DocumentError error;
  WallTime when;
  bool retry_requested = false;   ///< Somebody asked to deliver the document again.
  std::optional<Wait> wait = {};  ///< How it is tried again without being asked for, if it is.
};

/// The wish to deliver a document again.
struct Retry {
  std::string document_id;
  std::uint64_t number = 0;  ///< Each new wish for the same document has a higher one.
  friend bool operator==(const Retry&, const Retry&) = default;
};

/// The errors of the documents of one database, kept as items of that database until the document
/// is delivered: they survive restarts, and none is dropped for being old. A new error of a
/// document replaces its former one, unless that is of a newer version. Thread-safe; the calls that
/// change wait for the disk. Errors of all: those of the database.
class ErrorStore {
 public:
  ErrorStore(documents::Database& database, Clock& clock);

  /// On disk when it returns.
  Result<void> record(const ProcessKey& process, std::span<const DocumentError> errors);

  /// To be called after a commit that delivered these documents, or their deletion.
  Result<void> forget(const ProcessKey& process, std::span<const std::string> document_ids);

  Result<void> forget_all(const ProcessKey& process);

  /// Asks to deliver documents of the list again, all of them if `document_ids` is empty; the
  /// wish is kept until the process has tried. Returns how many were asked for.
  Result<std::uint64_t> request_retry(const ProcessKey& process,
                                      std::span<const std::string> document_ids);
  /// The same for documents that need not be in the list.
  Result<void> request_delivery(const ProcessKey& process,
                                std::span<const std::string> document_ids);
  /// Documents that wait to be delivered again, ordered by id; at most `count_max`.
  Result<std::vector<Retry>> retries(const ProcessKey& process, std::size_t count_max) const;
  /// The process has tried: with success or with a new error in the list. A wish that came
  /// meanwhile stays.
  Result<void> finish_retry(const ProcessKey& process, const Retry& retry);

  /// Documents that wait for another and are to be tried now; at most `count_max`.
  Result<std::vector<std::string>> due(const ProcessKey& process, std::size_t count_max) const;
  /// When the first of them is due; nothing if none waits.
  Result<std::optional<WallTime>> next_due(const ProcessKey& process) const;
  /// The process has tried them: those that still wait are due later, or no more.
  Result<void> count_tries(const ProcessKey& process, std::span<const std::string> document_ids);

  Result<bool> contains(const ProcessKey& process, std::string_view document_id) const;
  Result<std::optional<RecordedError>> find(const ProcessKey& process,
                                            std::string_view document_id) const;

  Result<std::uint64_t> count(const ProcessKey& process) const;

  /// Those that have ever had an error, at most kProcessesMax.
  static constexpr std::size_t kProcessesMax = 10'000;
  Result<std::vector<ProcessKey>> processes() const;

  /// Ordered by document id, without the first `skip`; at most `count_max` and kErrorsListedMax.
  Result<std::vector<RecordedError>> list(const ProcessKey& process, std::size_t skip,
                                          std::size_t count_max) const;

  /// Calls `take` with each, ordered by document id, at most `count_max`. Whether they are to be
  /// delivered again is not looked up. Errors: also those of `take`.
  Result<void> visit(const ProcessKey& process, std::size_t count_max,
                     const std::function<Result<void>(RecordedError)>& take) const;

 private:
  Result<void> erase_items(const std::string& prefix);

  documents::Database& database_;
  Clock& clock_;
};

/// The part of an ErrorStore that belongs to one process: what a destination hands its rejected
/// documents to. Confined to the thread of the process; the store must outlive it.
class ProcessErrors final : public ErrorSink {
 public:
  ProcessErrors(ErrorStore& store, ProcessKey process);

  Result<void> record(std::span<const DocumentError> errors) override;
  Result<void> forget(std::span<const std::string> document_ids);
  Result<bool> empty() const;

  ErrorStore& store() { return store_; }

 private:
  ErrorStore& store_;
  ProcessKey process_;
};

}  // namespace penstock::etl
