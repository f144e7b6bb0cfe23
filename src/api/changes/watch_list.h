#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/operations/operation.h"
#include "base/result.h"
#include "documents/change_notice.h"

namespace penstock::api {

/// A command of a client on /changes: {"CommandId": 1, "Command": "watch-doc", "Param": "users/1"},
/// or "Params" with several (protocol, section 14.2).
struct WatchCommand {
  std::int64_t id = 0;
  std::string name;
  std::vector<std::string> parameters;

  /// Errors: kInvalidArgument.
  static Result<WatchCommand> parse(std::string_view message);
};

/// What one client wants to hear of. Names and ids compare without case. Confined to one thread.
class WatchList {
 public:
  static constexpr std::size_t kWatchesMax = 4096;

  /// Begins or ends a watch. Errors: kInvalidArgument if there is no such command or its
  /// parameters are missing; kTooLarge beyond kWatchesMax.
  Result<void> apply(const WatchCommand& command);

  bool wants(const documents::ItemChange& change) const;
  bool wants(const OperationNotice& notice) const;
  /// Whether the client only wants to know that its cache is out of date.
  bool wants_cache_notices() const { return has(Kind::kCache); }

 private:
  enum class Kind : std::uint8_t {
    kDocument,
    kAllDocuments,
    kPrefix,
    kCollection,
    kOperation,
    kAllOperations,
    kCounter,
    kAllCounters,
    kCounterOfDocument,
    kCountersOfDocument,
    kTimeSeries,
    kAllTimeSeries,
    kTimeSeriesOfDocument,
    kAllTimeSeriesOfDocument,
    kCache,
    kNothing,  ///< What never changes here: indexes, the topology.
  };
  struct Subject {
    std::string_view name;  ///< Behind "watch-" and "unwatch-".
    Kind kind;
    std::size_t parameters;
  };
  static const Subject* find_subject(std::string_view name);

  bool wants_one(const documents::DocumentChange& change) const;
  bool wants_one(const documents::CounterChange& change) const;
  bool wants_one(const documents::TimeSeriesChange& change) const;
  bool has(Kind kind, std::string_view first = {}, std::string_view second = {}) const;
  bool has_prefix_of(std::string_view id) const;

  std::set<std::pair<Kind, std::string>> watches_;  ///< Folded parameters.
};

}  // namespace penstock::api
