#include "documents/due_check.h"

#include "base/text.h"
#include "documents/due_records.h"

namespace penstock::documents {
namespace {

Result<void> check_due(const CheckContext& context, DueKind kind, std::string_view name,
                       std::string_view value) {
  const auto key = table_key(due_table(kind), name);
  const auto folded_id = folded_id_of_due_key(key);
  const auto stored = TRY(context.snapshot.get(table_key(Table::kDocuments, folded_id)));
  if (!stored || folded_id.empty()) return corruption("its document is missing");
  const auto time = due_time(kind, TRY(decode_document(*stored)).metadata);
  if (!time || due_key(kind, *time, folded_id) != key) {
    return corruption("its document is due at another time");
  }
  return value.empty() ? Result<void>() : corruption("it has a value, which should be empty");
}

}  // namespace

Result<void> check_due_times(const kv::Snapshot& snapshot, const DocumentRecord& document) {
  for (const auto kind : {DueKind::kExpiration, DueKind::kRefresh}) {
    const auto time = due_time(kind, document.metadata);
    if (time) TRY(expect_entry(snapshot, due_key(kind, *time, fold_case(document.id)), {}));
  }
  return {};
}

Result<void> check_expiration(const CheckContext& context, std::string_view name,
                              std::string_view value) {
  return check_due(context, DueKind::kExpiration, name, value);
}

Result<void> check_refresh(const CheckContext& context, std::string_view name,
                           std::string_view value) {
  return check_due(context, DueKind::kRefresh, name, value);
}

}  // namespace penstock::documents
