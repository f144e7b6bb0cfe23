#include "api/document_range.h"

#include <algorithm>
#include <cstdint>

#include "api/request_reading.h"

namespace penstock::api {

Result<DocumentRange> DocumentRange::read(const http::Request& request) {
  DocumentRange range(IdFilter(request.parameter("matches").value_or(""),
                               request.parameter("exclude").value_or("")),
                      request.stop);
  if (const auto prefix = request.parameter("startsWith")) range.prefix_ = std::string(*prefix);
  range.after_id_ = request.parameter("startAfter").value_or("");
  const auto first = TRY(number_parameter(request, "etag", 0));
  range.after_etag_.value = static_cast<std::uint64_t>(std::max<std::int64_t>(first, 1) - 1);
  return range;
}

Result<std::vector<documents::Document>> DocumentRange::next(
    const documents::DatabaseSnapshot& snapshot) {
  if (stop_.stop_requested()) return Error{ErrorCode::kCancelled, "The server is stopping."};
  auto documents = prefix_ ? TRY(snapshot.by_prefix(*prefix_, after_id_, {}))
                           : TRY(snapshot.by_collection("", after_etag_, {}));
  if (documents.empty()) return documents;
  after_id_ = documents.back().id;
  after_etag_ = documents.back().etag;
  return documents;
}

bool DocumentRange::takes(const documents::Document& document) const {
  if (!prefix_) return true;
  // An id and its prefix, equal without case, may differ in length outside of ASCII.
  const auto id = std::string_view(document.id);
  return filter_.takes(id.substr(std::min(prefix_->size(), id.size())));
}

}  // namespace penstock::api
