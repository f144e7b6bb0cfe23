#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "base/wire_time.h"

namespace penstock::documents {

/// What is kept of the former versions of the documents of one collection.
struct RevisionsPolicy {
  bool disabled = false;
  bool purge_on_delete = false;  ///< The revisions go with their document.
  /// More than these, the oldest, are removed. Nothing: any number is kept.
  std::optional<std::uint64_t> keep_count;
  /// Older ones are removed; where keep_count is given too, only those beyond it.
  std::optional<TimeSpan> keep_age;
  /// How many one write removes at most, so that a new bound does not fall on one document all at
  /// once.
  std::optional<std::uint64_t> purged_per_write_max;
};

/// Of which collections a database keeps revisions. Immutable.
class RevisionsConfiguration {
 public:
  /// Of none.
  RevisionsConfiguration() = default;

  /// From {"Default": policy, "Collections": {"Users": policy}} as on the wire (protocol, section
  /// 9). Errors: kInvalidArgument naming the member that is wrong.
  static Result<RevisionsConfiguration> parse(const boost::json::object& object);

  boost::json::object to_json() const;

  /// Whether it says nothing of any collection.
  bool empty() const { return !default_ && collections_.empty(); }

  /// What holds for a collection; null if no revisions of it are made. The default does not reach
  /// the server's own "@hilo".
  const RevisionsPolicy* policy_for(std::string_view collection) const;

 private:
  struct Named {
    std::string name;  ///< As given.
    RevisionsPolicy policy;
  };

  std::optional<RevisionsPolicy> default_;
  std::map<std::string, Named, std::less<>> collections_;  ///< By folded name.
};

}  // namespace penstock::documents
