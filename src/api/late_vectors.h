#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/write_context.h"

namespace penstock::api {

/// Documents whose attachments a batch changes: each is written once, at the end of the batch. The
/// results of commands that name a document's change vector name the one that it has then, for the
/// client takes the last that it hears of. Confined to one thread.
class LateVectors {
 public:
  void note_change(std::string_view document_id);

  /// At this place of the results, behind other members of an object, the document's change vector
  /// will stand as `member`; nothing if there is no such document in the end.
  void promise(std::size_t position, std::string_view member, std::string_view document_id);

  /// Writes the documents and fills in what was promised.
  Result<void> fulfil(documents::WriteContext& context, std::string& results) const;

 private:
  struct Promise {
    std::size_t position;
    std::string member;
    std::string document_id;
  };

  std::set<std::string> changed_;  ///< Folded ids.
  std::vector<Promise> promises_;  ///< In the order of their positions.
};

}  // namespace penstock::api
