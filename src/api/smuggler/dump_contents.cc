#include "api/smuggler/dump_contents.h"

#include <utility>

#include "base/check.h"
#include "base/json_object_text.h"
#include "base/sha256.h"

namespace penstock::api {

void DumpContents::want(const std::vector<documents::Attachment>& attachments) {
  CHECK(wanted_.empty());
  for (const auto& attachment : attachments) {
    if (written_.size() >= kWrittenMax) written_.clear();
    if (written_.insert(attachment.hash).second) wanted_.push_back(attachment.hash);
  }
}

Result<bool> DumpContents::write_some(DumpText& out) {
  if (open_ && open_->offset < open_->content.size) {
    const auto chunk = TRY(reader_.read(open_->content, open_->offset));
    open_->offset += chunk.size();
    out.more() += chunk;
    return true;
  }
  if (wanted_.empty()) return false;
  TRY(open_next(out));
  return true;
}

Result<void> DumpContents::open_next(DumpText& out) {
  const auto hash = std::move(wanted_.front());
  wanted_.pop_front();
  auto content = TRY(reader_.find_content(hash));
  if (!content) return corruption("the content of an attachment is missing");
  const auto wire_hash = to_base64(hash);
  JsonObjectText(out.element())
      .json("@metadata", R"({"@export-type":"Attachment"})")
      .text("Hash", wire_hash)
      .json("Size", std::to_string(content->size))
      .text("Tag", wire_hash)
      .end();
  open_ = Open{*std::move(content), 0};
  ++counts_.read;
  return {};
}

}  // namespace penstock::api
