#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "api/smuggler/dump_options.h"

namespace penstock::api {

/// What an export or an import has done so far, in the shape that clients know. Confined to one
/// thread.
class SmugglerReport {
 public:
  /// Beyond these it says only how many more there were.
  static constexpr std::size_t kMessagesMax = 100;

  struct Counts {
    std::uint64_t read = 0;     ///< Exported, or imported together with what follows.
    std::uint64_t skipped = 0;  ///< Not wanted, or not something that Penstock has.
    std::uint64_t errored = 0;  ///< Refused; there is a message for each.
  };

  Counts& of(DumpItem item) { return counts_[static_cast<std::size_t>(item)]; }

  /// A sentence for people.
  void tell(std::string message);

  /// "12 documents, 3 counter groups": what has been stored, in words. "nothing" if so.
  std::string stored() const;

  boost::json::object to_json() const;

 private:
  std::array<Counts, kDumpItems.size()> counts_{};
  std::vector<std::string> messages_;
  std::size_t messages_left_out_ = 0;
};

}  // namespace penstock::api
