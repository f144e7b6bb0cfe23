#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "documents/attachment_reader.h"
#include "documents/database_snapshot.h"
#include "http/body_stream.h"

namespace penstock::api {

/// Contents of attachments as the body of an answer, chunk by chunk. Holds its snapshot until the
/// client has them.
class AttachmentSource final : public http::BodySource {
 public:
  /// A part of a content.
  struct Section {
    documents::ContentRecord content;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };

  /// `head` comes before the sections. They are of `snapshot`.
  AttachmentSource(std::shared_ptr<const documents::DatabaseSnapshot> snapshot, std::string head,
                   std::deque<Section> sections);

  std::optional<std::uint64_t> size() const override { return size_; }
  Result<std::optional<std::string>> next() override;

 private:
  std::shared_ptr<const documents::DatabaseSnapshot> snapshot_;
  std::string head_;
  std::deque<Section> sections_;
  std::uint64_t size_;
};

}  // namespace penstock::api
