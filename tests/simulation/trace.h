#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace penstock::simulation {

/// What happened, a line each, for people who look into a seed. Lines are made only if somebody
/// wants them. Confined to one thread.
class Trace {
 public:
  explicit Trace(bool is_wanted) : is_wanted_(is_wanted) {}

  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    if (!is_wanted_) return;
    lines_.push_back(std::string(2 * depth_, ' ') +
                     fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  /// What is added while it lives happens in the middle of something else.
  class Indent {
   public:
    explicit Indent(Trace& trace) : trace_(trace) { ++trace_.depth_; }
    ~Indent() { --trace_.depth_; }
    Indent(const Indent&) = delete;
    Indent& operator=(const Indent&) = delete;

   private:
    Trace& trace_;
  };

  std::vector<std::string> take() { return std::exchange(lines_, {}); }

 private:
  const bool is_wanted_;
  std::size_t depth_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace penstock::simulation
