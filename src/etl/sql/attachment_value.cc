#include "etl/sql/attachment_value.h"

#include <algorithm>

namespace penstock::etl::sql {

const AttachmentToLoad* attachment_of(const Member& member,
                                      const std::vector<AttachmentToLoad>& attachments) {
  const bool is_marked =
      member.kind == Member::Kind::kString && member.text.starts_with(kAttachmentMark);
  if (attachments.empty() || !is_marked) return nullptr;
  const auto name = member.text.substr(kAttachmentMark.size());
  const auto found = std::ranges::find(attachments, name, &AttachmentToLoad::name);
  return found == attachments.end() ? nullptr : &*found;
}

}  // namespace penstock::etl::sql
