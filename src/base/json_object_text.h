#pragma once

#include <string>
#include <string_view>

namespace penstock {

/// Writes a JSON object member by member onto the end of a text. Confined to one thread.
class JsonObjectText {
 public:
  /// `out` must outlive this object, and takes nothing else until end().
  explicit JsonObjectText(std::string& out) : out_(out) { out_ += '{'; }

  JsonObjectText& text(std::string_view name, std::string_view value);
  /// `json` is a whole JSON value, a number for instance.
  JsonObjectText& json(std::string_view name, std::string_view json);
  void end() { out_ += '}'; }

 private:
  void name(std::string_view name);

  std::string& out_;
  bool first_ = true;
};

}  // namespace penstock
