#include "etl/current_changes.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "etl/change_source.h"

namespace penstock::etl {
namespace {

using documents::Change;

std::vector<Change> deletions(const Transformation& transformation, const std::string& document_id,
                              const std::string& collection) {
  auto collections = tracked_collections(transformation);
  if (collections.empty()) collections.push_back(collection);
  std::vector<Change> changes;
  for (auto& name : collections) {
    documents::Tombstone tombstone;
    tombstone.id = document_id;
    tombstone.collection = std::move(name);
    changes.push_back({std::move(tombstone)});
  }
  return changes;
}

}  // namespace

bool tracks(const Transformation& transformation, std::string_view collection) {
  const auto tracked = tracked_collections(transformation);
  return tracked.empty() || std::ranges::any_of(tracked, [&](const auto& name) {
           return equal_ignoring_case(name, collection);
         });
}

Result<std::vector<Change>> current_changes(const documents::DatabaseSnapshot& snapshot,
                                            const Transformation& transformation,
                                            const std::string& document_id,
                                            const std::string& collection) {
  std::vector<Change> changes;
  auto document = TRY(snapshot.get(document_id));
  for (auto& tombstone : TRY(snapshot.tombstones(document_id))) {
    const bool came_back =
        document && equal_ignoring_case(document->collection, tombstone.collection);
    if (!came_back && tracks(transformation, tombstone.collection)) {
      changes.push_back({std::move(tombstone)});
    }
  }
  if (document && tracks(transformation, document->collection)) {
    changes.push_back({*std::move(document)});
  }
  if (changes.empty()) return deletions(transformation, document_id, collection);
  std::ranges::sort(changes, {}, [](const auto& change) { return change.etag(); });
  return changes;
}

}  // namespace penstock::etl
