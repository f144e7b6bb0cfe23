#pragma once

#include <fstream>
#include <string>

namespace penstock::testing {

/// Turns over every bit of one byte of a file.
inline void flip_byte(const std::string& path, std::streamoff offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(offset);
  const auto byte = static_cast<char>(~file.get());
  file.seekp(offset);
  file.put(byte);
}

}  // namespace penstock::testing
