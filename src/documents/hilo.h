#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "documents/write_context.h"

// Ranges of numbers from which clients make document ids by themselves (protocol.md, section 5).
// How far a tag has been given out is in the document "Raven/Hilo/<tag>": {"Max":n}.
namespace penstock::documents {

/// What a client says when it asks for a range.
struct HiloRequest {
  std::string tag;                   ///< "orders": the collection, as the client spells it.
  std::string separator = "/";       ///< Between tag and number.
  std::int64_t last_batch_size = 0;  ///< Of the range that it used up, 0 for the first.
  std::optional<WallTime> last_range_at = std::nullopt;  ///< When it got that range.
  std::int64_t last_max = 0;                             ///< The greatest number that it knows of.
};

/// The numbers from `low` to `high`, both included, belong to the client that asked.
struct HiloRange {
  std::string prefix;  ///< Tag and separator.
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t last_size = 0;  ///< How many numbers these are.
  WallTime last_range_at;
};

/// Takes the next range, the larger the faster the client uses them up. `now` is the time of the
/// request. Errors: kInvalidArgument if the tag is empty or makes no valid id, or a number is out
/// of bounds.
Result<HiloRange> take_hilo_range(WriteContext& context, const HiloRequest& request, WallTime now);

/// Gives back the numbers after `last` of the range that ended at `end`, if no later range was
/// taken. Errors: those of the context.
Result<void> return_hilo_range(WriteContext& context, std::string_view tag, std::int64_t end,
                               std::int64_t last);

/// The greatest number given out, by the body of a document of @hilo; nothing if it does not say.
std::optional<std::int64_t> hilo_max(std::string_view body);

}  // namespace penstock::documents
