#include "api/late_vectors.h"

#include "base/json.h"
#include "base/text.h"
#include "documents/commit_tables.h"

namespace penstock::api {

void LateVectors::note_change(std::string_view document_id) {
  changed_.insert(fold_case(document_id));
}

void LateVectors::promise(std::size_t position, std::string_view member,
                          std::string_view document_id) {
  promises_.push_back({position, std::string(member), std::string(document_id)});
}

Result<void> LateVectors::fulfil(documents::WriteContext& context, std::string& results) const {
  auto& tables = context.tables();
  for (const auto& id : changed_) TRY(tables.attachments.update_document(id));
  std::string filled;
  std::size_t copied = 0;
  for (const auto& promise : promises_) {
    filled.append(results, copied, promise.position - copied);
    copied = promise.position;
    const auto head = TRY(tables.documents.head(promise.document_id));
    if (!head) continue;
    filled += ',';
    append_json_string(filled, promise.member);
    filled += ':';
    append_json_string(filled, head->change_vector);
  }
  filled.append(results, copied);
  results = std::move(filled);
  return {};
}

}  // namespace penstock::api
