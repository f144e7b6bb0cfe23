#include "documents/entry_check.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "documents/stored_table.h"

namespace penstock::documents {
Result<void> expect_entry(const kv::Snapshot& snapshot, const std::string& key,
                          std::string_view value) {
  const auto stored = TRY(snapshot.get(key));
  if (!stored) return corruption(fmt::format("its entry in {} is missing", describe_key(key)));
  if (*stored == value) return {};
  return corruption(fmt::format("its entry in {} is of another", describe_key(key)));
}

Result<void> expect_indexed(const kv::Snapshot& snapshot, Table by_etag, Table by_collection,
                            Etag etag, std::string_view collection, std::string_view name) {
  TRY(expect_entry(snapshot, etag_key(by_etag, etag), name));
  return expect_entry(snapshot, collection_etag_key(by_collection, fold_case(collection), etag),
                      name);
}

Result<void> expect_object(std::string_view text, std::string_view what) {
  const auto minified = minify_json(text);
  if (minified && minified->starts_with('{') && *minified == text) return {};
  return corruption(fmt::format("{} is not a minified JSON object", what));
}

Result<void> check_texts(const DocumentRecord& record) {
  TRY(expect_object(record.metadata, "its metadata"));
  if (!record.derived.empty()) TRY(expect_object(record.derived, "its derived metadata"));
  return expect_object(record.body, "its body");
}

}  // namespace penstock::documents
