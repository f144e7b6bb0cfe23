#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::documents {

/// Writes numbers of any width one behind the other, the highest bit first. Confined to one thread.
class BitWriter {
 public:
  /// The lowest `width` bits of `bits`; `width` is at most 64.
  void write(std::uint64_t bits, unsigned width);

  std::size_t size() const { return bits_; }
  /// What was written, filled up with zeros to whole bytes.
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t bits_ = 0;
};

/// Reads what BitWriter wrote. After a read past the end every read gives 0, so a decoder checks
/// once, at its end. Confined to one thread; `bytes` must outlive it.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t read(unsigned width);
  bool flag() { return read(1) != 0; }

  /// Whether every read so far found its bits.
  bool ok() const { return ok_; }
  /// Whether only the zeros are left that fill up the last byte.
  bool at_end() const;

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace penstock::documents
