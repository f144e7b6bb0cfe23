#include "base/random_id.h"

#include <array>
#include <charconv>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/bytes.h"
#include "base/check.h"

namespace penstock {
namespace {

constexpr std::size_t kGuidBytes = 16;
constexpr std::size_t kGuidCharacters = 36;
constexpr std::size_t kBase64Characters = 22;

bool is_dash_position(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

std::optional<std::array<unsigned char, kGuidBytes>> guid_bytes(std::string_view guid) {
  if (guid.size() != kGuidCharacters) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < guid.size(); ++i) {
    if (is_dash_position(i) != (guid[i] == '-')) return std::nullopt;
    if (guid[i] != '-') digits.push_back(guid[i]);
  }
  std::array<unsigned char, kGuidBytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* pair = digits.data() + 2 * i;
    const auto parsed = std::from_chars(pair, pair + 2, bytes.at(i), 16);
    if (parsed.ec != std::errc{} || parsed.ptr != pair + 2) return std::nullopt;
  }
  return bytes;
}

}  // namespace

std::string new_guid() {
  std::array<unsigned char, kGuidBytes> bytes{};
  CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);  // RFC 9562, 5.4: version 4,
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);  // variant 10.
  const std::string hex = to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

std::optional<std::string> guid_to_base64(std::string_view guid) {
  const auto bytes = guid_bytes(guid);
  if (!bytes) return std::nullopt;
  std::array<unsigned char, 32> encoded{};
  EVP_EncodeBlock(encoded.data(), bytes->data(), static_cast<int>(bytes->size()));
  return std::string(reinterpret_cast<const char*>(encoded.data()), kBase64Characters);
}

}  // namespace penstock
