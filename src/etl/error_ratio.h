#pragma once

#include <bitset>
#include <cstddef>

namespace penstock::etl {

/// Whether so many of the last documents failed that going on does harm: of the last kWindow at
/// least kErrorsMin failed, and more failed than did not. Confined to one thread.
class ErrorRatio {
 public:
  static constexpr std::size_t kWindow = 1000;
  static constexpr std::size_t kErrorsMin = 100;

  void add(bool failed);
  bool exceeded() const { return failed_.count() >= kErrorsMin && errors() > successes(); }

  std::size_t errors() const { return failed_.count(); }
  std::size_t successes() const { return size_ - failed_.count(); }
  void reset() { *this = {}; }

 private:
  std::bitset<kWindow> failed_;  ///< A ring: the oldest is overwritten.
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace penstock::etl
