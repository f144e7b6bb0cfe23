#include "etl/document/batch_body.h"

#include <utility>

#include <fmt/format.h>

namespace penstock::etl::document {
namespace {

std::size_t text_bytes(std::span<const DocumentCommands> commands) {
  constexpr std::size_t kCommas = 3;
  std::size_t bytes = 256;  // What stands around them.
  for (const auto& document : commands) {
    bytes += document.deletes.size() + document.puts.size() + document.items.size() + kCommas;
  }
  return bytes;
}

}  // namespace

void append_batch_text(std::string& body, std::span<const DocumentCommands> commands) {
  body.reserve(body.size() + text_bytes(commands));
  body += R"({"Commands":[)";
  const auto append = [&body](const std::string& part) {
    if (part.empty()) return;
    if (body.back() != '[') body += ',';
    body += part;
  };
  for (const auto& document : commands) append(document.deletes);
  for (const auto& document : commands) append(document.puts);
  for (const auto& document : commands) append(document.items);
  body += "]}";
}

std::string batch_text(std::span<const DocumentCommands> commands) {
  std::string body;
  append_batch_text(body, commands);
  return body;
}

std::string multipart_head(std::string_view boundary) {
  return fmt::format(
      "--{}\r\nContent-Disposition: form-data; name=\"main\"\r\n"
      "Content-Type: application/json\r\n\r\n",
      boundary);
}

std::uint64_t content_bytes(std::span<const DocumentCommands> commands) {
  std::uint64_t bytes = 0;
  for (const auto& document : commands) {
    for (const auto& content : document.contents) bytes += content.size;
  }
  return bytes;
}

BatchBody::BatchBody(const std::string& text, std::span<const DocumentCommands> commands,
                     std::string_view boundary,
                     std::shared_ptr<const documents::DatabaseSnapshot> snapshot)
    : text_(text),
      boundary_(boundary),
      snapshot_(std::move(snapshot)),
      reader_(snapshot_->storage()) {
  for (const auto& document : commands) {
    contents_.insert(contents_.end(), document.contents.begin(), document.contents.end());
  }
}

std::string BatchBody::head_of_content() const {
  return fmt::format(
      "\r\n--{}\r\nContent-Type: application/octet-stream\r\n"
      "Command-Type: AttachmentStream\r\n\r\n",
      boundary_);
}

std::string BatchBody::tail() const { return fmt::format("\r\n--{}--\r\n", boundary_); }

std::optional<std::uint64_t> BatchBody::size() const {
  std::uint64_t bytes = multipart_head(boundary_).size() + text_.size() + tail().size();
  for (const auto& content : contents_) bytes += head_of_content().size() + content.size;
  return bytes;
}

Result<std::optional<std::string>> BatchBody::next() {
  if (!std::exchange(has_begun_, true)) return std::optional(multipart_head(boundary_) + text_);
  if (content_ < contents_.size()) return next_of_content();
  if (std::exchange(has_ended_, true)) return std::nullopt;
  return std::optional(tail());
}

Result<std::optional<std::string>> BatchBody::next_of_content() {
  const auto& content = contents_[content_];
  std::string piece;
  if (!std::exchange(head_is_sent_, true)) {
    piece = head_of_content();
  } else {
    const auto record = TRY(reader_.find_content(content.hash));
    if (!record) return corruption("the bytes of an attachment are not there");
    piece = TRY(reader_.read(*record, offset_));
    offset_ += piece.size();
  }
  if (offset_ >= content.size) {
    ++content_;
    head_is_sent_ = false;
    offset_ = 0;
  }
  return std::optional(std::move(piece));
}

}  // namespace penstock::etl::document
