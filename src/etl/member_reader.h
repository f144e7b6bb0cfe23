#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"

namespace penstock::etl {

/// Reads the members of a JSON object and collects what is wrong with them, so that one answer
/// names all problems. A missing member and a null are the same: absent.
/// Confined to one thread; `object` and `problems` must outlive it.
class MemberReader {
 public:
  MemberReader(const boost::json::object& object, std::string where,
               std::vector<std::string>& problems);

  std::string text(std::string_view name);  ///< "" if absent.
  bool flag(std::string_view name, bool fallback);
  std::uint64_t number(std::string_view name);  ///< 0 if absent.
  std::optional<std::uint32_t> seconds(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  std::vector<const boost::json::object*> objects(std::string_view name);

 private:
  const boost::json::value* find(std::string_view name) const;
  void expected(std::string_view name, std::string_view what);

  const boost::json::object& object_;
  std::string where_;
  std::vector<std::string>& problems_;
};

/// kInvalidArgument: "<what> is not valid: <problem>; <problem>".
Error problems_error(std::string_view what, const std::vector<std::string>& problems);

}  // namespace penstock::etl
