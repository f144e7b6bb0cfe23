#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "etl/error_store.h"

namespace penstock::etl {

/// What the error says of all documents that fail for the same reason: its message with "…" in
/// place of what is quoted or in brackets behind an equals sign, and "#" in place of numbers and of
/// the document's id.
std::string cause_of(const DocumentError& error);

/// The errors of one cause.
struct ErrorCause {
  std::string cause;
  std::uint64_t documents = 0;
  WallTime first;        ///< When the oldest of them was recorded,
  WallTime last;         ///< and the newest.
  RecordedError sample;  ///< The newest.
};

/// Counts errors by their causes. Confined to one thread.
class ErrorCauses {
 public:
  /// Causes that are told apart; the errors of further ones are counted as `kOther`.
  static constexpr std::size_t kCausesMax = 1000;
  static constexpr const char* kOther = "other causes";

  void add(RecordedError recorded);

  /// Those with the most documents first, at most `count_max`.
  std::vector<ErrorCause> list(
      std::size_t count_max = std::numeric_limits<std::size_t>::max()) const;

 private:
  std::map<std::string, ErrorCause> causes_;
};

/// Documents of an error list: those of these ids, those whose error has this cause, or, if both
/// are empty, all.
struct ErrorSelection {
  std::vector<std::string> document_ids;
  std::string cause;
};

/// Some of the documents of an error list, ordered by id, and how many there are on all pages.
struct ErrorPage {
  std::vector<RecordedError> errors;
  std::uint64_t total = 0;
};

/// The errors of this cause, all if it is empty, without the first `skip`; at most `count_max` and
/// kErrorsListedMax. Errors: those of the store.
Result<ErrorPage> list_errors(const ErrorStore& errors, const ProcessKey& process,
                              const std::string& cause, std::size_t skip, std::size_t count_max);

/// Calls `take` with the documents whose error has this cause, at most kErrorsListedMax at a time.
/// Errors: those of the store and of `take`.
Result<void> visit_cause(const ErrorStore& errors, const ProcessKey& process,
                         const std::string& cause,
                         const std::function<Result<void>(const std::vector<std::string>&)>& take);

}  // namespace penstock::etl
