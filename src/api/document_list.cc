#include "api/document_list.h"

#include <fmt/format.h>

namespace penstock::api {

Result<void> DocumentList::add(const std::optional<documents::Document>& document) {
  if (document) return add(*document);
  json_ += size_++ == 0 ? "null" : ",null";
  mix("null");
  return {};
}

Result<void> DocumentList::add(const documents::Document& document) {
  if (size_++ > 0) json_ += ',';
  json_ += metadata_only_ ? document.metadata_to_json() : document.to_json();
  mix(document.id);
  mix(document.change_vector);
  if (json_.size() <= kDocumentsBytesMax) return {};
  return Error{ErrorCode::kTooLarge,
               fmt::format("The documents are over the limit of {} bytes for one answer; ask for "
                           "smaller pages.",
                           kDocumentsBytesMax)};
}

std::string DocumentList::take() { return std::move(json_ += ']'); }

void DocumentList::mix(std::string_view bytes) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  for (const char byte : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * kPrime;
  hash_ *= kPrime;  // Parts "ab","c" from "a","bc".
}

}  // namespace penstock::api
