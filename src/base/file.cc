#include "base/file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace penstock {

Result<std::string> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    return invalid_argument(fmt::format("cannot read the file {}: {}", path, std::strerror(errno)));
  }
  return bytes;
}

}  // namespace penstock
