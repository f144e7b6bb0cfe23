#pragma once

#include <string>
#include <vector>

#include "app/terminal/terminal.h"

namespace penstock::app {

/// Rows of text in aligned columns. Confined to one thread.
class Table {
 public:
  enum class Align : unsigned char { kLeft, kRight };

  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns);

  /// One cell a column.
  void add(std::vector<std::string> cells);

  /// The titles, then the rows, each line begun with `indent` blanks and ended by a newline.
  /// Columns are as wide as their longest cell; on a terminal that a person watches, lines that
  /// would pass its width are cut. `indent` is less than Terminal's narrowest width.
  std::string render(const Terminal& terminal, std::size_t indent) const;

 private:
  std::vector<std::size_t> column_widths() const;
  std::string line(const std::vector<std::string>& cells,
                   const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace penstock::app
