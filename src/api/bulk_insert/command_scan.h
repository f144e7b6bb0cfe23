#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api/command_members.h"

namespace penstock::api {

/// Looks for the end of one JSON object in a text that is still arriving, and notes where its
/// members are. Confined to one thread.
class CommandScan {
 public:
  enum class Outcome : std::uint8_t { kComplete, kNeedsMore, kMalformed };

  /// Goes on where it stopped. `text` begins with the object and is the one of the call before,
  /// with more behind it.
  Outcome go_on(std::string_view text);

  /// Behind the object, once it is complete; else how far it was understood.
  std::size_t end() const { return position_; }

  /// Views into `text`, with which the object was complete.
  CommandMembers members(std::string_view text) const;

 private:
  enum class Expects : std::uint8_t {
    kObject,
    kNameOrEnd,
    kName,
    kColon,
    kValue,
    kEndOfScalar,
    kCommaOrEnd,
    kNothing,
  };
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Member {
    Range name;
    Range value;
  };

  void go_on_in_string(std::string_view text);
  void go_on_inside_value(std::string_view text);
  /// False if `c`, between and around the values of the members, does not belong there.
  bool take(char c);
  bool take_begin_of_value(char c);
  void end_value();

  Expects expects_ = Expects::kObject;
  std::size_t position_ = 0;
  std::size_t depth_ = 0;  ///< Brackets that are open inside the value of a member.
  bool in_string_ = false;
  bool is_escaped_ = false;
  Member member_;
  std::vector<Member> members_;
};

}  // namespace penstock::api
