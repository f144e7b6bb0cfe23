#include "documents/due_sweep.h"

#include <string>

#include <fmt/format.h>

#include "documents/commit_tables.h"
#include "documents/json_members.h"

namespace penstock::documents {
namespace {

Error no_document(const std::string& folded_id) {
  return corruption(fmt::format("document {} is due and not there", folded_id));
}

std::string without_member(std::string_view metadata, std::string_view name) {
  std::string kept = "{";
  JsonMembers members(metadata);
  while (const auto member = members.next()) {
    if (member->name == name) continue;
    if (kept.size() > 1) kept += ',';
    kept += fmt::format(R"("{}":{})", member->name, member->value);
  }
  return kept + '}';
}

/// Returns the bytes that were written.
Result<std::size_t> refresh(WriteContext& context, const std::string& folded_id) {
  auto document = TRY(context.get(folded_id));
  if (!document) return no_document(folded_id);
  const std::size_t bytes = document->bytes();
  const DocumentContent content{
      .body = std::move(document->body),
      .metadata = without_member(document->metadata, metadata_member(DueKind::kRefresh)),
      .collection = std::move(document->collection)};
  TRY(context.put(document->id, content, {}));
  return bytes;
}

Result<std::size_t> sweep_one(WriteContext& context, DueKind kind, const std::string& folded_id) {
  if (kind == DueKind::kRefresh) return refresh(context, folded_id);
  if (!TRY(context.remove(folded_id, {})).deleted) return no_document(folded_id);
  return std::size_t{0};
}

}  // namespace

Result<std::size_t> sweep_due(WriteContext& context, DueKind kind, const SweepLimits& limits) {
  std::size_t documents = 0;
  std::size_t bytes = 0;
  for (const auto& folded_id : TRY(context.tables().due.due(kind, limits.documents_max))) {
    bytes += TRY(sweep_one(context, kind, folded_id));
    ++documents;
    if (bytes >= limits.bytes_max) break;
  }
  return documents;
}

}  // namespace penstock::documents
