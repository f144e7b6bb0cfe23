#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/attachment_reader.h"
#include "documents/database_snapshot.h"
#include "etl/document/commands.h"
#include "http/body_stream.h"

namespace penstock::etl::document {

/// The commands of one transaction: all deletes, then all puts, then all else. `Commands` is the
/// first member, as a RavenDB wants it.
std::string batch_text(std::span<const DocumentCommands> commands);
/// The same, onto the end of `body`.
void append_batch_text(std::string& body, std::span<const DocumentCommands> commands);

/// What stands before them in a multipart body.
std::string multipart_head(std::string_view boundary);

/// How many bytes of attachments go with them.
std::uint64_t content_bytes(std::span<const DocumentCommands> commands);

/// A batch with attachments as multipart: its commands, then the bytes, read from the snapshot as
/// they are sent. Confined to one thread at a time.
class BatchBody final : public http::BodySource {
 public:
  /// `text`, `commands` and `boundary` must outlive this object, which is read once.
  BatchBody(const std::string& text, std::span<const DocumentCommands> commands,
            std::string_view boundary, std::shared_ptr<const documents::DatabaseSnapshot> snapshot);

  std::optional<std::uint64_t> size() const override;
  Result<std::optional<std::string>> next() override;

 private:
  std::string head_of_content() const;
  std::string tail() const;
  Result<std::optional<std::string>> next_of_content();

  const std::string& text_;
  const std::string_view boundary_;
  const std::shared_ptr<const documents::DatabaseSnapshot> snapshot_;
  const documents::AttachmentReader reader_;
  std::vector<ContentToSend> contents_;
  bool has_begun_ = false;
  bool has_ended_ = false;
  std::size_t content_ = 0;    ///< The one in hand.
  bool head_is_sent_ = false;  ///< Of the one in hand.
  std::uint64_t offset_ = 0;   ///< In the one in hand.
};

}  // namespace penstock::etl::document
