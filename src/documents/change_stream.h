#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "documents/change.h"
#include "documents/keys.h"

namespace penstock::documents {

/// The change feed is made of streams: the items of one kind in etag order, all of them or those
/// of a collection. The etags of all streams are of one sequence.
enum class ChangeStream : std::uint8_t {
  kDocuments,
  kTombstones,
  kCounters,
  kCounterTombstones,
  kAttachmentTombstones,  ///< Attachments themselves come with their documents.
  kTimeSeriesSegments,
  kTimeSeriesDeletedRanges,
};

/// What those read who care for documents only.
inline constexpr std::array kDocumentStreams = {ChangeStream::kDocuments,
                                                ChangeStream::kTombstones};

/// Where the items of a stream are stored.
struct StreamLayout {
  Table items;          ///< By a name of the item.
  Table by_etag;        ///< etag_key() -> that name.
  Table by_collection;  ///< collection_etag_key() -> that name.

  /// The change with this etag, from what `items` has. Errors: kCorruption if it does not decode
  /// or has no such etag.
  Result<Change> (*decode)(Etag etag, std::string_view stored);
};

/// The layouts of all streams are listed in change_stream.cc: a new kind of item adds itself there.
const StreamLayout& layout_of(ChangeStream stream);

/// All of them, in the order of ChangeStream.
std::span<const StreamLayout> all_layouts();

}  // namespace penstock::documents
