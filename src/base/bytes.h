#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock {

/// Appends `value` big-endian, so that byte order is number order.
void append_u64(std::string& out, std::uint64_t value);
void append_u32(std::string& out, std::uint32_t value);

/// Appends a length (u32, big-endian) and the bytes.
void append_text(std::string& out, std::string_view text);

/// Reads what the functions above wrote, front to back. After a read past the end every read
/// gives nothing, so a decoder checks once, at its end. Confined to one thread; `bytes` must
/// outlive the reader and the views it returns.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  std::string_view text();
  std::string_view take(std::size_t count);
  std::string_view rest();

  /// Whether every read so far found its bytes.
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// "00ff1a": for golden bytes and messages.
std::string to_hex(std::string_view bytes);

}  // namespace penstock
