#include "api/document_list.h"

#include <fmt/format.h>

namespace penstock::api {

Error too_many_documents() {
  return {
      ErrorCode::kTooLarge,
      fmt::format("The documents are over the limit of {} bytes for one answer; ask for smaller "
                  "pages, or for a stream.",
                  kDocumentsBytesMax)};
}

Result<void> DocumentList::add(const std::optional<documents::Document>& document) {
  if (document) return add(*document);
  json_ += size_++ == 0 ? "null" : ",null";
  mix("null");
  return {};
}

Result<void> DocumentList::add(const documents::Document& document) {
  mix(document.id);
  mix(document.change_vector);
  if (metadata_only_) return add_json(document.metadata_to_json());
  separate();
  document.append_json(json_);
  return check_size();
}

Result<void> DocumentList::add_json(std::string_view json) {
  separate();
  json_ += json;
  return check_size();
}

void DocumentList::separate() {
  if (size_++ > 0) json_ += ',';
}

Result<void> DocumentList::check_size() const {
  if (json_.size() > kDocumentsBytesMax) return too_many_documents();
  return {};
}

std::string DocumentList::take() { return std::move(json_ += ']'); }

void DocumentList::mix(std::string_view bytes) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  for (const char byte : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * kPrime;
  hash_ *= kPrime;  // Parts "ab","c" from "a","bc".
}

}  // namespace penstock::api
