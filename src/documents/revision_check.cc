#include "documents/revision_check.h"

#include <fmt/format.h>

#include "base/text.h"
#include "documents/attachment_check.h"
#include "documents/derived_metadata.h"
#include "documents/item_counts.h"
#include "documents/revision_keys.h"

namespace penstock::documents {

Result<void> check_revision_flag(const kv::Snapshot& snapshot, const DocumentRecord& document) {
  const auto head = TRY(snapshot.get(revision_head_key(fold_case(document.id))));
  const auto derived = DerivedMetadata::parse(document.derived);
  if (head.has_value() == derived.has_flag(DocumentFlag::kHasRevisions)) return {};
  return corruption("its flags are wrong about its revisions");
}

Result<void> check_revision(const CheckContext& context, std::string_view name,
                            std::string_view value) {
  const auto record = TRY(decode_document(value));
  context.tallies.items[{CountedItem::kRevisions, fold_case(record.collection)}] += 1;
  const auto own_key = revision_key(fold_case(record.id), record.etag);
  if (name_of_key(own_key) != name) return corruption("it is under the key of another revision");
  TRY(check_texts(record));
  const auto derived = DerivedMetadata::parse(record.derived);
  if (!derived.has_flag(DocumentFlag::kRevision) &&
      !derived.has_flag(DocumentFlag::kDeleteRevision)) {
    return corruption("its flags do not say that it is a revision");
  }
  for (const auto& attachment : TRY(parse_attachments(derived.attachments()))) {
    TRY(check_reference(context, attachment));
  }
  return expect_entry(context.snapshot, revision_version_key(record.change_vector), name);
}

Result<void> check_revision_version(const CheckContext& context, std::string_view change_vector,
                                    std::string_view value) {
  const auto stored = TRY(context.snapshot.get(table_key(Table::kRevisions, value)));
  if (!stored) return corruption("its revision is missing");
  if (TRY(decode_document(*stored)).change_vector == change_vector) return {};
  return corruption("its revision has another change vector");
}

Result<void> check_revision_head(const CheckContext& context, std::string_view name,
                                 std::string_view value) {
  const auto head = TRY(decode_revision_head(value));
  std::uint64_t count = 0;
  TRY(context.snapshot.visit(revisions_below(name, {}), [&](std::string_view, std::string_view) {
    ++count;
    return true;
  }));
  if (count != head.count) {
    return corruption(fmt::format("it counts {} revisions, there are {}", head.count, count));
  }
  const bool is_live = TRY(context.snapshot.get(table_key(Table::kDocuments, name))).has_value();
  if (head.deleted == Etag{}) return {};
  if (is_live) return corruption("it says that its document was deleted, which is there");
  return expect_entry(context.snapshot, revision_bin_key(head.deleted), name);
}

Result<void> check_revision_bin(const CheckContext& context, std::string_view name,
                                std::string_view value) {
  const auto head = TRY(context.snapshot.get(revision_head_key(value)));
  if (!head) return corruption("its document has no revisions");
  if (etag_key(Table::kRevisionBin, TRY(decode_revision_head(*head)).deleted).substr(1) == name) {
    return {};
  }
  return corruption("its document says otherwise of its deletion");
}

}  // namespace penstock::documents
