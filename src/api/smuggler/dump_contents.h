#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "api/smuggler/dump_text.h"
#include "api/smuggler/smuggler_report.h"
#include "base/result.h"
#include "documents/attachment_reader.h"

namespace penstock::api {

/// The contents of attachments in a dump: each once, before the first item that has it. Confined to
/// one thread.
class DumpContents {
 public:
  /// Contents that are remembered as written. Beyond, one that many share may come again.
  static constexpr std::size_t kWrittenMax = 100'000;

  /// Both must outlive this object.
  DumpContents(const kv::Snapshot& snapshot, SmugglerReport::Counts& counts)
      : reader_(snapshot), counts_(counts) {}

  /// The next item has these attachments. Not before write_some() has nothing left of the last one.
  void want(const std::vector<documents::Attachment>& attachments);

  /// Adds some of what is wanted; false if nothing is left, and the item may come. Errors: those of
  /// storage.
  Result<bool> write_some(DumpText& out);

 private:
  /// The content that is being written.
  struct Open {
    documents::ContentRecord content;
    std::uint64_t offset = 0;
  };

  Result<void> open_next(DumpText& out);

  documents::AttachmentReader reader_;
  SmugglerReport::Counts& counts_;
  std::deque<std::string> wanted_;  ///< Hashes: of one item, so at most kAttachmentsMax.
  std::optional<Open> open_;
  std::unordered_set<std::string> written_;
};

}  // namespace penstock::api
