#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/result.h"
#include "documents/write_context.h"

namespace penstock::api {

/// The members of one command of a batch, in whatever order they came, seen in place: valid while
/// the body of the batch is. What a command does not ask for is ignored, as long as it is JSON.
/// Confined to one thread. Errors of all: kInvalidArgument, naming the member.
class CommandMembers {
 public:
  /// `value` is the JSON as it stands in the body. A name that comes twice has its last value.
  void add(std::string_view name, std::string_view value) { members_.push_back({name, value}); }

  /// A string; nothing if it is missing or null.
  Result<std::optional<std::string>> optional_text(std::string_view name) const;
  /// A string that is not empty.
  Result<std::string> required_text(std::string_view name) const;
  /// False if it is missing or null.
  Result<bool> flag(std::string_view name) const;
  /// A whole number of at least 0; 0 if it is missing or null.
  Result<std::uint64_t> whole_number(std::string_view name) const;
  /// An object, taken apart.
  Result<boost::json::object> object(std::string_view name) const;
  /// An object as it stands in the text, so that its numbers stay exact. Only that it is one was
  /// looked at.
  Result<std::string_view> object_text(std::string_view name) const;
  /// The same; nothing if it is missing or null.
  Result<std::optional<std::string_view>> optional_object_text(std::string_view name) const;
  /// An array, taken apart.
  Result<boost::json::array> array(std::string_view name) const;

  /// "ChangeVector".
  Result<documents::ExpectedVersion> expected_version() const;

  /// For the end, when the command has what it needs: what nobody asked for has to be JSON too.
  Result<void> check_others() const;

 private:
  struct Member {
    std::string_view name;
    std::string_view value;
    mutable bool was_read = false;
  };

  /// Nothing if it is missing or null.
  std::optional<std::string_view> find(std::string_view name) const;

  std::vector<Member> members_;
};

}  // namespace penstock::api
