#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace penstock::http {

/// Memory that many may use together up to a bound. Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t bytes_max) : free_(bytes_max) {}

  /// A share of the budget, given back at the end of its life. Confined to one thread at a time.
  class Share {
   public:
    explicit Share(ByteBudget& budget) : budget_(&budget) {}
    Share(Share&& other) noexcept
        : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&&) = delete;
    ~Share() { budget_->free_ += bytes_; }

    /// Makes the share at least `bytes` large; false, and unchanged, when the budget is used up.
    [[nodiscard]] bool grow_to(std::size_t bytes) {
      if (bytes <= bytes_) return true;
      const auto more = bytes - bytes_;
      auto free = budget_->free_.load();
      do {
        if (free < more) return false;
      } while (!budget_->free_.compare_exchange_weak(free, free - more));
      bytes_ = bytes;
      return true;
    }

   private:
    ByteBudget* budget_;
    std::size_t bytes_ = 0;
  };

 private:
  std::atomic<std::size_t> free_;
};

}  // namespace penstock::http
