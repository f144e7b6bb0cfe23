#include "api/bulk_insert/command_scan.h"

namespace penstock::api {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

CommandScan::Outcome CommandScan::go_on(std::string_view text) {
  while (position_ < text.size() && expects_ != Expects::kNothing) {
    if (in_string_) {
      go_on_in_string(text);
    } else if (depth_ > 0) {
      go_on_inside_value(text);
    } else if (!take(text[position_])) {
      return Outcome::kMalformed;
    }
  }
  return expects_ == Expects::kNothing ? Outcome::kComplete : Outcome::kNeedsMore;
}

void CommandScan::go_on_in_string(std::string_view text) {
  for (; position_ < text.size(); ++position_) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (text[position_] == '\\') {
      is_escaped_ = true;
    } else if (text[position_] == '"') {
      break;
    }
  }
  if (position_ == text.size()) return;
  in_string_ = false;
  ++position_;
  if (depth_ > 0) return;
  if (expects_ == Expects::kValue) return end_value();
  member_.name.end = position_ - 1;
  expects_ = Expects::kColon;
}

void CommandScan::go_on_inside_value(std::string_view text) {
  for (; position_ < text.size(); ++position_) {
    switch (text[position_]) {
      case '"':
        in_string_ = true;
        ++position_;
        return;
      case '{':
      case '[': ++depth_; break;
      case '}':
      case ']':
        if (--depth_ > 0) break;
        ++position_;
        return end_value();
      default: break;
    }
  }
}

bool CommandScan::take(char c) {
  if (expects_ == Expects::kEndOfScalar) {
    if (c == ',' || c == '}' || is_space(c)) {
      end_value();
    } else {
      ++position_;
    }
    return true;
  }
  if (is_space(c)) {
    ++position_;
    return true;
  }
  switch (expects_) {
    case Expects::kObject:
      if (c != '{') return false;
      expects_ = Expects::kNameOrEnd;
      break;
    case Expects::kNameOrEnd:
    case Expects::kName:
      if (c == '}' && expects_ == Expects::kNameOrEnd) {
        expects_ = Expects::kNothing;
        break;
      }
      if (c != '"') return false;
      member_.name.begin = position_ + 1;
      in_string_ = true;
      break;
    case Expects::kColon:
      if (c != ':') return false;
      expects_ = Expects::kValue;
      break;
    case Expects::kValue: return take_begin_of_value(c);
    case Expects::kCommaOrEnd:
      if (c != ',' && c != '}') return false;
      expects_ = c == ',' ? Expects::kName : Expects::kNothing;
      break;
    case Expects::kEndOfScalar:
    case Expects::kNothing: return false;
  }
  ++position_;
  return true;
}

bool CommandScan::take_begin_of_value(char c) {
  if (c == ',' || c == '}' || c == ']' || c == ':') return false;
  member_.value.begin = position_;
  if (c == '"') {
    in_string_ = true;
  } else if (c == '{' || c == '[') {
    depth_ = 1;
  } else {
    expects_ = Expects::kEndOfScalar;
  }
  ++position_;
  return true;
}

void CommandScan::end_value() {
  member_.value.end = position_;
  members_.push_back(member_);
  expects_ = Expects::kCommaOrEnd;
}

CommandMembers CommandScan::members(std::string_view text) const {
  const auto at = [&](const Range& range) {
    return text.substr(range.begin, range.end - range.begin);
  };
  CommandMembers members;
  for (const auto& member : members_) members.add(at(member.name), at(member.value));
  return members;
}

}  // namespace penstock::api
