#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

// What the stored records of all kinds are written with. Every record begins with the version of
// its layout.
namespace penstock::documents {

/// The beginning of a record; `capacity` is what to expect of it in all.
inline std::string begin_record(std::uint8_t version, std::size_t capacity) {
  std::string bytes;
  bytes.reserve(capacity);
  bytes.push_back(static_cast<char>(version));
  return bytes;
}

/// Microseconds since 1970-01-01T00:00:00Z as u64, two's complement.
inline void append_time(std::string& out, WallTime time) {
  append_u64(out, static_cast<std::uint64_t>(time.time_since_epoch().count()));
}
inline WallTime read_time(ByteReader& reader) {
  return WallTime{std::chrono::microseconds{static_cast<std::int64_t>(reader.u64())}};
}

inline Error undecodable(std::string_view what) {
  return corruption("a stored " + std::string(what) + " does not decode");
}

}  // namespace penstock::documents
