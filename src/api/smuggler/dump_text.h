#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace penstock::api {

/// What the sections of a dump are written on. Confined to one thread.
class DumpText {
 public:
  /// Begins the next element: what is added then belongs to it.
  std::string& element() {
    if (!is_first_) text_ += ',';
    is_first_ = false;
    return text_;
  }
  /// Goes on with the element.
  std::string& more() { return text_; }
  std::string& begin_section() {
    is_first_ = true;
    return text_;
  }
  std::size_t size() const { return text_.size(); }
  std::string take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
  bool is_first_ = true;
};

}  // namespace penstock::api
