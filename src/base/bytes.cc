#include "base/bytes.h"

#include <limits>

#include "base/check.h"

namespace penstock {
namespace {

template <typename Unsigned>
void append_big_endian(std::string& out, Unsigned value) {
  for (int shift = (static_cast<int>(sizeof(Unsigned)) - 1) * 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
  }
}

template <typename Unsigned>
Unsigned read_big_endian(std::string_view bytes) {
  Unsigned value = 0;
  for (const char byte : bytes) {
    value = static_cast<Unsigned>(value << 8) | static_cast<unsigned char>(byte);
  }
  return value;
}

}  // namespace

void append_u64(std::string& out, std::uint64_t value) { append_big_endian(out, value); }

void append_u32(std::string& out, std::uint32_t value) { append_big_endian(out, value); }

void append_text(std::string& out, std::string_view text) {
  CHECK(text.size() <= std::numeric_limits<std::uint32_t>::max());
  append_u32(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

std::string_view ByteReader::take(std::size_t count) {
  if (!ok_ || rest_.size() < count) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const auto taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::uint8_t ByteReader::u8() {
  const auto bytes = take(1);
  return bytes.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes.front());
}

std::uint32_t ByteReader::u32() { return read_big_endian<std::uint32_t>(take(4)); }

std::uint64_t ByteReader::u64() { return read_big_endian<std::uint64_t>(take(8)); }

std::string_view ByteReader::text() { return take(u32()); }

std::string_view ByteReader::rest() { return take(rest_.size()); }

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(byte) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(byte) & 0x0F]);
  }
  return hex;
}

}  // namespace penstock
