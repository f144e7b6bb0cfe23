#include "api/attachment_source.h"

#include <utility>

namespace penstock::api {

AttachmentSource::AttachmentSource(std::shared_ptr<const documents::DatabaseSnapshot> snapshot,
                                   std::string head, std::deque<Section> sections)
    : snapshot_(std::move(snapshot)),
      head_(std::move(head)),
      sections_(std::move(sections)),
      size_(head_.size()) {
  for (const auto& section : sections_) size_ += section.size;
}

Result<std::optional<std::string>> AttachmentSource::next() {
  if (!head_.empty()) return std::optional(std::exchange(head_, {}));
  while (!sections_.empty() && sections_.front().size == 0) sections_.pop_front();
  if (sections_.empty()) return std::nullopt;
  auto& section = sections_.front();
  const documents::AttachmentReader reader(snapshot_->storage());
  auto piece = TRY(reader.read(section.content, section.offset));
  if (piece.size() > section.size) piece.resize(section.size);
  section.offset += piece.size();
  section.size -= piece.size();
  return std::optional(std::move(piece));
}

}  // namespace penstock::api
