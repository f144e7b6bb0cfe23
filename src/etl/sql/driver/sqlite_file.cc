#include "etl/sql/driver/sqlite_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "etl/sql/connection_text.h"

namespace penstock::etl::sql {
namespace {

namespace fs = std::filesystem;

Result<std::string> data_source(const std::string& connection_string) {
  const auto words = TRY(parse_connection_text(connection_string));
  std::string source;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& key = words[i].key;
    if (key != "datasource" && key != "filename") {
      return word_error(i, "is not supported: SQLite takes \"Data Source=FILE\"");
    }
    source = words[i].value;
  }
  if (source.empty()) return invalid_argument("the connection string names no \"Data Source\"");
  return source;
}

bool lies_within(const fs::path& file, const fs::path& folder) {
  const auto [rest, unused] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return rest == folder.end();
}

/// Absolute, with symbolic links followed as far as the path exists.
Result<fs::path> resolved(const fs::path& path) {
  std::error_code code;
  auto absolute = fs::absolute(path, code);
  if (!code) absolute = fs::weakly_canonical(absolute, code);
  // A link whose target does not exist counts as not existing, and opening it would create the
  // target, wherever that is.
  if (!code && fs::is_symlink(absolute)) code = std::make_error_code(std::errc::not_supported);
  if (code) return invalid_argument(fmt::format("{}: {}", as_utf8(path.string()), code.message()));
  return absolute;
}

}  // namespace

Result<fs::path> sqlite_file(const std::string& connection_string, const fs::path& folder) {
  const fs::path source = TRY(data_source(connection_string));
  if (folder.empty()) return invalid_argument("no folder is configured for SQLite destinations");
  if (std::find(source.begin(), source.end(), fs::path("..")) != source.end()) {
    return invalid_argument("the path of an SQLite file may not contain \"..\"");
  }
  const auto home = TRY(resolved(folder));
  const auto file = TRY(resolved(source.is_absolute() ? source : home / source));
  if (!lies_within(file, home) || file == home || !file.has_filename()) {
    return invalid_argument(
        fmt::format("SQLite files must lie in the configured folder, {}: {} does not",
                    home.string(), as_utf8(file.string())));
  }
  return file;
}

}  // namespace penstock::etl::sql
