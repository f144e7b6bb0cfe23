#pragma once

#include <cstdint>
#include <limits>

#include "api/document_list.h"
#include "base/result.h"
#include "http/message.h"

namespace penstock::api {

/// The part of a long list that a client asks for: `size` of it after the first `start`.
struct Page {
  std::int64_t start = 0;
  std::int64_t size = std::numeric_limits<std::int64_t>::max();

  bool is_full() const { return size == 0; }

  /// Counts the next of the list, while the page is not full. Whether it is on the page.
  bool take() {
    if (start == 0) {
      --size;
      return true;
    }
    --start;
    return false;
  }
};

/// The parameters "start" and "pageSize"; `size` if there is none. Errors: kInvalidArgument.
Result<Page> read_page(const http::Request& request, std::int64_t size = Page{}.size);

inline bool take_all(const documents::Document&) { return true; }

/// The documents of a page. `next` gives the following ones of the whole list, none at its end;
/// those that `takes` refuses do not count. Errors: those of `next`; kTooLarge.
template <typename Next, typename Takes>
Result<DocumentList> list_page(Page page, bool metadata_only, const Next& next,
                               const Takes& takes) {
  DocumentList results(metadata_only);
  while (!page.is_full()) {
    const auto documents = TRY(next());
    if (documents.empty()) break;
    for (const auto& document : documents) {
      if (page.is_full()) break;
      if (takes(document) && page.take()) TRY(results.add(document));
    }
  }
  return results;
}

}  // namespace penstock::api
