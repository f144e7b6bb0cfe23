#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "kv/engine.h"

namespace penstock::kv {

/// Fills one page of a scan up to its limits, the same way in every engine. Confined to one
/// thread.
class PageBuilder {
 public:
  explicit PageBuilder(const PageLimits& limits) : limits_(limits) {}

  /// Takes the next entry in, or says that the page is full: then the scan ends, and the page
  /// knows that there is more.
  bool add(std::string_view key, std::string_view value);

  Page take() { return std::move(page_); }

 private:
  bool fits(std::size_t bytes) const;

  PageLimits limits_;
  std::size_t bytes_ = 0;
  Page page_;
};

}  // namespace penstock::kv
