#include "api/revision_includes.h"

#include <set>

#include <fmt/format.h>

#include "api/document_list.h"
#include "api/included_ids.h"
#include "base/json_object_text.h"
#include "documents/revision_reader.h"

namespace penstock::api {
namespace {

using documents::Document;
using documents::RevisionReader;

/// The list as it grows.
class RevisionIncludes {
 public:
  Result<void> add(const Document& revision, std::optional<WallTime> before) {
    if (json_.size() > 1) json_ += ',';
    JsonObjectText include(json_);
    include.text("Id", revision.id).text("ChangeVector", revision.change_vector);
    if (before) {
      include.text("Before", format_wire_time(*before));
    } else {
      include.json("Before", "null");
    }
    include.json("Revision", revision.to_json()).end();
    if (json_.size() <= kDocumentsBytesMax) return {};
    return Error{ErrorCode::kTooLarge,
                 fmt::format("The included revisions are over the limit of {} bytes for one answer",
                             kDocumentsBytesMax)};
  }
  std::string take() { return std::move(json_ += ']'); }

 private:
  std::string json_ = "[";
};

}  // namespace

Result<std::string> revision_includes(const documents::DatabaseSnapshot& snapshot,
                                      const std::vector<std::optional<Document>>& results,
                                      const std::vector<std::string_view>& paths,
                                      std::optional<WallTime> before) {
  const RevisionReader revisions(snapshot.storage());
  RevisionIncludes includes;
  std::set<std::string> change_vectors;
  for (const auto& document : results) {
    if (!document) continue;
    if (!paths.empty()) TRY(add_included_ids(document->body, paths, change_vectors));
    if (!before) continue;
    const auto revision = TRY(revisions.at(document->id, *before));
    if (revision) TRY(includes.add(*revision, before));
  }
  for (const auto& change_vector : change_vectors) {
    const auto revision = TRY(revisions.by_change_vector(change_vector));
    if (revision) TRY(includes.add(*revision, std::nullopt));
  }
  return includes.take();
}

}  // namespace penstock::api
