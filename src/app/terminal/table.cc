#include "app/terminal/table.h"

#include <algorithm>

#include "app/terminal/format.h"
#include "base/check.h"

namespace penstock::app {
namespace {

constexpr std::string_view kGap = "  ";

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::render(const Terminal& terminal, std::size_t indent) const {
  const auto widths = column_widths();
  const std::string margin(indent, ' ');
  const bool cut = terminal.abilities().redraws;
  const std::size_t room = terminal.abilities().columns - indent;
  const auto fitted = [&](const std::vector<std::string>& cells) {
    std::string text = line(cells, widths);
    return cut && display_width(text) > room ? fit_left(text, room) : text;
  };

  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string out = margin + terminal.quiet(fitted(titles)) + "\n";
  for (const auto& row : rows_) out += margin + fitted(row) + "\n";
  return out;
}

std::vector<std::size_t> Table::column_widths() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  return widths;
}

std::string Table::line(const std::vector<std::string>& cells,
                        const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += kGap;
    const std::string blanks(widths[i] - display_width(cells[i]), ' ');
    out += columns_[i].align == Align::kRight ? blanks + cells[i] : cells[i] + blanks;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

}  // namespace penstock::app
