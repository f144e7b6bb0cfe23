#pragma once

#include <span>
#include <string_view>

namespace penstock::studio {

/// A file of the page, as it was built into this program. All texts live as long as the program.
struct EmbeddedFile {
  std::string_view path;          ///< Below "/studio/": "index.html", "assets/index-B1x9.js".
  std::string_view content_type;  ///< "text/html; charset=utf-8"
  std::string_view etag;          ///< A hash of its bytes, with quotes.
  std::string_view gzip;          ///< Its bytes, compressed.
};

/// Ordered by path. There is always an "index.html". Written by studio/scripts/embed.mjs.
std::span<const EmbeddedFile> embedded_files();

}  // namespace penstock::studio
