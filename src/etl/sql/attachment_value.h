#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "etl/attached_items.h"
#include "etl/sql/loaded_object.h"

namespace penstock::etl::sql {

/// What the attachments in one row may have together: a row is in memory, alone, when it is sent.
inline constexpr std::uint64_t kRowAttachmentBytesMax = std::uint64_t{64} << 20;

/// Where the bytes of an attachment belong in a row: they are read when the row is sent, as they
/// may be many.
struct EncodedBlob {
  std::size_t at = 0;  ///< In RowSet::bytes.
  std::string hash;    ///< Names the bytes, which the snapshot of the batch has.
};

/// The one of `attachments` that `member` is, as loadAttachment() gave it; null if it is none.
const AttachmentToLoad* attachment_of(const Member& member,
                                      const std::vector<AttachmentToLoad>& attachments);

}  // namespace penstock::etl::sql
