#include "documents/document_ids.h"

#include <fmt/format.h>

#include "base/random_id.h"
#include "base/text.h"
#include "base/utf8.h"
#include "documents/keys.h"
#include "documents/records.h"

namespace penstock::documents {
namespace {

constexpr char kPartsSeparator = '/';
constexpr char kIdentityMark = '|';

}  // namespace

Result<void> check_document_id(std::string_view id) {
  if (id.size() > kDocumentIdBytesMax) {
    return invalid_argument(fmt::format("document id '{}' is longer than {} bytes", excerpt(id, 64),
                                        kDocumentIdBytesMax));
  }
  if (id.find('\0') != std::string_view::npos) return invalid_argument("document id holds a NUL");
  if (!is_utf8(id)) return invalid_argument("document id is not UTF-8");
  return {};
}

Result<std::string> DocumentIds::complete(std::string_view id, Etag etag,
                                          const ExpectedVersion& expected) {
  TRY(check_document_id(id));
  std::string made = TRY(make(id, etag, expected));
  TRY(check_document_id(made));
  return made;
}

Result<std::string> DocumentIds::make(std::string_view id, Etag etag,
                                      const ExpectedVersion& expected) {
  if (id.empty()) return new_guid();
  if (id.back() == kPartsSeparator) return from_etag(id, etag);
  if (id.back() != kIdentityMark) return std::string(id);
  if (!expected.change_vector.value_or("").empty()) {
    return invalid_argument(
        fmt::format("document id '{}' asks for a new number, which cannot have change vector {}",
                    id, *expected.change_vector));
  }
  id.remove_suffix(1);
  return from_identity(std::string(id) + kPartsSeparator);
}

Result<std::string> DocumentIds::from_etag(std::string_view prefix, Etag etag) const {
  std::string id = versions_.document_id(prefix, etag);
  if (TRY(is_taken(id))) id = LocalVersions::random_document_id(prefix, etag);
  return id;
}

Result<std::string> DocumentIds::from_identity(const std::string& prefix) {
  const std::string key = table_key(Table::kIdentities, fold_case(prefix));
  const auto stored = TRY(overlay_.get(key));
  std::uint64_t number = stored ? TRY(decode_number(*stored)) + 1 : 1;
  // Growing steps leave gaps but pass over a million documents that somebody else numbered in
  // twenty.
  std::uint64_t step = 1;
  while (TRY(is_taken(prefix + std::to_string(number)))) {
    number += step;
    step *= 2;
  }
  overlay_.put(key, encode_number(number));
  return prefix + std::to_string(number);
}

Result<bool> DocumentIds::is_taken(std::string_view id) const {
  return TRY(overlay_.get(table_key(Table::kDocuments, fold_case(id)))).has_value();
}

}  // namespace penstock::documents
