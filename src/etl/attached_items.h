#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/time_series.h"

// What hangs on a document, as it goes to a destination. Values.
namespace penstock::etl {

/// What stands before its name in a text that means an attachment of the document: the value of
/// loadAttachment() in scripts.
inline constexpr std::string_view kAttachmentMark = "$attachment/";

struct AttachmentToLoad {
  std::string name;  ///< At the destination.
  std::string content_type;
  std::string hash;  ///< Names the bytes, which the snapshot of the batch has.
  std::uint64_t size = 0;
};

struct CounterToLoad {
  std::string name;
  std::optional<std::int64_t> value;  ///< Nothing: it was deleted.
};

/// The deleted ranges go before the entries.
struct TimeSeriesToLoad {
  std::string name;
  std::vector<documents::TimeSeriesEntry> entries;
  std::vector<documents::TimeRange> deleted = {};
};

struct AttachedItems {
  std::vector<AttachmentToLoad> attachments;
  std::vector<std::string> removed_attachments;
  std::vector<CounterToLoad> counters;
  std::vector<TimeSeriesToLoad> time_series;

  /// About what they take at the destination.
  std::size_t bytes() const;
};

}  // namespace penstock::etl
