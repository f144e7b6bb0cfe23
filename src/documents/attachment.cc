#include "documents/attachment.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/json_member.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/utf8.h"

namespace penstock::documents {
namespace {

constexpr std::size_t kQuotedBytes = 64;

/// RFC 9110, 5.5.
bool is_header_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7F;
}

Error no_list() { return corruption("a stored list of attachments does not decode"); }

}  // namespace

std::string Attachment::wire_hash() const { return to_base64(hash); }

Result<void> check_attachment_name(std::string_view name) {
  if (name.empty()) return invalid_argument("the name of the attachment is missing");
  if (name.size() > kAttachmentNameBytesMax) {
    return invalid_argument(fmt::format("attachment name '{}' is longer than {} bytes",
                                        excerpt(name, kQuotedBytes), kAttachmentNameBytesMax));
  }
  if (name.find('\0') != std::string_view::npos) {
    return invalid_argument("attachment name holds a NUL");
  }
  if (!is_utf8(name)) return invalid_argument("attachment name is not UTF-8");
  return {};
}

Result<void> check_content_type(std::string_view content_type) {
  if (content_type.size() > kContentTypeBytesMax) {
    return invalid_argument(fmt::format("content type '{}' is longer than {} bytes",
                                        excerpt(content_type, kQuotedBytes), kContentTypeBytesMax));
  }
  if (!std::all_of(content_type.begin(), content_type.end(), is_header_character) ||
      !is_utf8(content_type)) {
    return invalid_argument("the content type holds what cannot stand in a header");
  }
  return {};
}

std::string attachments_json(const std::vector<Attachment>& attachments) {
  std::string json = "[";
  for (const auto& attachment : attachments) {
    json += json.size() > 1 ? ",{" : "{";
    json += R"("Name":)";
    append_json_string(json, attachment.name);
    json += R"(,"Hash":)";
    append_json_string(json, attachment.wire_hash());
    json += R"(,"ContentType":)";
    append_json_string(json, attachment.content_type);
    json += fmt::format(R"(,"Size":{}}})", attachment.size);
  }
  return json + ']';
}

Result<std::vector<Attachment>> parse_attachments(std::string_view json) {
  std::vector<Attachment> attachments;
  if (json.empty()) return attachments;
  const auto list = parse_json(json);
  if (!list || !list->is_array()) return no_list();
  for (const auto& element : list->get_array()) {
    const auto* object = element.if_object();
    if (object == nullptr) return no_list();
    const auto hash = from_base64(string_member(*object, "Hash"));
    const auto* size = object->if_contains("Size");
    if (!hash || hash->size() != Sha256::kBytes || size == nullptr) return no_list();
    boost::system::error_code ignored;
    Attachment attachment;
    attachment.name = string_member(*object, "Name");
    attachment.content_type = string_member(*object, "ContentType");
    attachment.hash = *hash;
    attachment.size = size->to_number<std::uint64_t>(ignored);
    attachments.push_back(std::move(attachment));
  }
  return attachments;
}

}  // namespace penstock::documents
