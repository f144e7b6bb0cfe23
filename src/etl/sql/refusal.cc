#include "etl/sql/refusal.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::etl::sql {
namespace {

/// Of the values that the rows of one document have for a column.
constexpr std::size_t kValuesShownMax = 3;

bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// Whether `words` have `name` as products write one in a message: quoted, or behind a table's.
bool names(std::string_view words, std::string_view name) {
  constexpr std::string_view kBefore = "'\"`[.";
  for (auto at = words.find(name); at != std::string_view::npos; at = words.find(name, at + 1)) {
    const auto end = at + name.size();
    const bool begins = at > 0 && kBefore.find(words[at - 1]) != std::string_view::npos;
    const bool ends = end == words.size() || !is_name_character(words[end]);
    if (begins && ends) return true;
  }
  return false;
}

/// The only column of the table that the words name.
const Column* named_column(const Table& table, std::string_view words) {
  const Column* found = nullptr;
  for (const auto& column : table.columns) {
    if (!names(words, column.name)) continue;
    if (found != nullptr) return nullptr;
    found = &column;
  }
  return found;
}

/// Each once.
std::vector<std::string> excerpts_of(const Table& table, const Column& column,
                                     const LoadDocument& document) {
  if (&column == &table.id()) return {value_excerpt(document.id)};
  ObjectReader reader;
  std::vector<std::string> excerpts;
  for (const auto& object : document.objects) {
    if (!equal_ignoring_case(object.target, table.configured_name)) continue;
    const auto members = reader.read(object.json);
    if (!members) continue;
    for (const auto& member : **members) {
      if (!equal_ignoring_case(member.name, column.name)) continue;
      auto excerpt = value_excerpt(member);
      if (std::ranges::find(excerpts, excerpt) == excerpts.end()) {
        excerpts.push_back(std::move(excerpt));
      }
    }
  }
  return excerpts;
}

std::string listed(const std::vector<std::string>& excerpts) {
  if (excerpts.empty()) return "its default";
  std::string text;
  for (std::size_t i = 0; i < excerpts.size() && i < kValuesShownMax; ++i) {
    text += (i == 0 ? "" : " or ") + excerpts[i];
  }
  return excerpts.size() > kValuesShownMax ? text + " or …" : text;
}

}  // namespace

std::string value_excerpt(std::string_view text) {
  std::string shown = "'";
  for (const char c : excerpt(text, kValueExcerptBytesMax)) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      shown += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      shown.push_back(c);
    }
  }
  return shown + '\'';
}

std::string value_excerpt(const Member& member) {
  if (member.kind == Member::Kind::kNull) return "null";
  return value_excerpt(member.kind == Member::Kind::kString ? member.text : member.json);
}

Error column_error(const Table& table, std::string_view column, std::string_view problem) {
  return invalid_argument(
      fmt::format("column {} of table {}: {}", column, table.configured_name, problem));
}

Error value_error(const Table& table, std::string_view column, std::string_view excerpt,
                  std::string_view problem) {
  return invalid_argument(fmt::format("column {} of table {} does not take {}: {}", column,
                                      table.configured_name, excerpt, problem));
}

std::string explain_refusal(const Table& table, const LoadDocument& document,
                            std::string_view words) {
  const auto* column = named_column(table, words);
  if (column == nullptr) return fmt::format("table {}: {}", table.configured_name, words);
  const auto value = listed(excerpts_of(table, *column, document));
  return value_error(table, column->name, value, words).message;
}

}  // namespace penstock::etl::sql
