#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/document.h"

namespace penstock::query {

/// What a query names of a document: a member at a path, or the document's id. Immutable.
class Field {
 public:
  static Field id();
  /// `names` from the outside in: {"Address", "City"}, at least one. "@metadata" leads into the
  /// metadata. `written` is how the query has it: "Lines[].Product".
  static Field path(const std::vector<std::string>& names, std::string written);

  bool is_id() const { return names_.empty(); }

  /// "Address.City", "id()": how results and messages name it.
  const std::string& written() const { return written_; }

  /// Calls `visit` with the JSON text of each value at this path until it returns false. On the
  /// way a list stands for all its elements ("Lines.Product" is that of every line); at the end
  /// it is visited whole. Nothing is visited if a member is missing.
  void visit(const documents::Document& document,
             const std::function<bool(std::string_view json)>& visit) const;

  /// The same, with the elements of a list at the end, however deep, in place of the list.
  void visit_elements(const documents::Document& document,
                      const std::function<bool(std::string_view json)>& visit) const;

  /// The value as JSON text; where the path leads through a list, the list of the values in it.
  /// Nothing if a member is missing.
  std::optional<std::string> value(const documents::Document& document) const;

 private:
  std::vector<std::string> names_;  ///< As JSON text has them between its quotes.
  std::string written_;
  bool is_metadata_ = false;
};

}  // namespace penstock::query
