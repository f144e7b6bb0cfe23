#include "documents/bit_stream.h"

#include <algorithm>

namespace penstock::documents {
namespace {

constexpr unsigned kByteBits = 8;

constexpr std::uint64_t lowest(std::uint64_t bits, unsigned width) {
  return width >= 64 ? bits : bits & ((std::uint64_t{1} << width) - 1);
}

}  // namespace

void BitWriter::write(std::uint64_t bits, unsigned width) {
  while (width > 0) {
    const auto used = static_cast<unsigned>(bits_ % kByteBits);
    if (used == 0) bytes_.push_back('\0');
    const unsigned count = std::min(width, kByteBits - used);
    const auto part = lowest(bits >> (width - count), count) << (kByteBits - used - count);
    bytes_.back() = static_cast<char>(static_cast<std::uint8_t>(bytes_.back()) | part);
    bits_ += count;
    width -= count;
  }
}

std::uint64_t BitReader::read(unsigned width) {
  if (width > bytes_.size() * kByteBits - at_) ok_ = false;
  if (!ok_) return 0;
  std::uint64_t bits = 0;
  while (width > 0) {
    const auto used = static_cast<unsigned>(at_ % kByteBits);
    const unsigned count = std::min(width, kByteBits - used);
    const auto byte = static_cast<std::uint8_t>(bytes_[at_ / kByteBits]);
    bits = bits << count | lowest(byte >> (kByteBits - used - count), count);
    at_ += count;
    width -= count;
  }
  return bits;
}

bool BitReader::at_end() const {
  const std::size_t left = bytes_.size() * kByteBits - at_;
  if (left >= kByteBits) return false;
  return left == 0 ||
         lowest(static_cast<std::uint8_t>(bytes_.back()), static_cast<unsigned>(left)) == 0;
}

}  // namespace penstock::documents
