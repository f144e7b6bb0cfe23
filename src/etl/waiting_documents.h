#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/write_context.h"
#include "etl/destination.h"

// Documents of an error list that lack what another document may bring, such as the row that a
// foreign key names. They are tried again by themselves, backing off, a bounded number of times;
// then they wait for a person. Ordered by when they are due, so that those which are not cost
// nothing.
namespace penstock::etl {

/// How a document waits for another.
struct Wait {
  Etag etag;                     ///< The version that waits.
  std::uint8_t tries = 0;        ///< Made by themselves, in vain.
  std::optional<WallTime> next;  ///< Nothing: it was tried often enough.
};

/// Tries in vain before a person has to see to it.
inline constexpr std::uint8_t kTriesMax = 10;
/// Before the first try; four times as long before each one after it, at most kTryDelayMax. All of
/// them together take about five hours.
inline constexpr std::chrono::seconds kTryDelayFirst{1};
inline constexpr std::chrono::hours kTryDelayMax{1};

/// The document of that error waits from now on; it goes on waiting if this version does already.
Result<void> begin_wait(documents::WriteContext& context, const ProcessKey& process,
                        const DocumentError& error, WallTime now);
/// Nothing happens if it does not wait.
Result<void> end_wait(documents::WriteContext& context, const ProcessKey& process,
                      std::string_view document_id);
/// It was tried: if it still waits, and was due, it is due again later, or no more.
Result<void> count_try(documents::WriteContext& context, const ProcessKey& process,
                       std::string_view document_id, WallTime now);

Result<std::optional<Wait>> find_wait(const documents::DatabaseSnapshot& snapshot,
                                      const ProcessKey& process, std::string_view document_id);
/// Those that are due, longest first; at most `count_max`.
Result<std::vector<std::string>> due_documents(const documents::DatabaseSnapshot& snapshot,
                                               const ProcessKey& process, WallTime now,
                                               std::size_t count_max);
/// When the first is due; nothing if none is.
Result<std::optional<WallTime>> next_due(const documents::DatabaseSnapshot& snapshot,
                                         const ProcessKey& process);

/// The prefixes of all that is kept of the waits of a process.
std::string waits_prefix(const ProcessKey& process);
std::string due_prefix(const ProcessKey& process);

}  // namespace penstock::etl
