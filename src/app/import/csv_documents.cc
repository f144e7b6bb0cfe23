#include "app/import/csv_documents.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/client/server_client.h"
#include "app/import/document_lines.h"
#include "base/json.h"
#include "base/text.h"

namespace penstock::app {
namespace {

constexpr std::string_view kId = "@id";
constexpr std::string_view kCollection = "@collection";

/// Whether `text` is a number that JSON takes and nothing reads otherwise: "007" is none, and
/// neither is what has more digits than a 64-bit integer is sure to hold.
bool is_number(std::string_view text) {
  constexpr std::size_t kDigitsMax = 18;
  if (text.empty() || text.size() > 2 * kDigitsMax) return false;
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
      text.size() > kDigitsMax) {
    return false;
  }
  if (text.front() != '-' && (text.front() < '0' || text.front() > '9')) return false;
  const auto value = parse_json(text);
  return value && value->is_number();
}

/// As messages show what is in the file.
std::string quoted(std::string_view text) {
  constexpr std::size_t kQuotedBytes = 100;
  return excerpt(text, kQuotedBytes);
}

bool is_boolean(std::string_view text) { return text == "true" || text == "false"; }

/// The JSON of a field.
Result<std::string> value_of(const CsvField& field, CsvType type) {
  const bool is_literal = type != CsvType::kText && !field.is_quoted;
  if (field.text.empty() && is_literal) return std::string("null");
  if (is_literal && type != CsvType::kBoolean && is_number(field.text)) return field.text;
  if (is_literal && type != CsvType::kNumber && is_boolean(field.text)) return field.text;
  if (type == CsvType::kNumber && is_number(field.text)) return field.text;
  if (type == CsvType::kNumber) {
    return invalid_argument(fmt::format("'{}' is not a number", quoted(field.text)));
  }
  if (type == CsvType::kBoolean && is_boolean(field.text)) return field.text;
  if (type == CsvType::kBoolean) {
    return invalid_argument(fmt::format("'{}' is neither true nor false", quoted(field.text)));
  }
  std::string json;
  append_json_string(json, field.text);
  return json;
}

void add_member(std::string& object, std::string_view name, std::string_view json) {
  object += object.empty() ? "{" : ",";
  append_json_string(object, name);
  object += ':';
  object += json;
}

}  // namespace

Result<std::map<std::string, CsvType>> parse_csv_types(std::string_view text) {
  std::map<std::string, CsvType> types;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto equals = part.rfind('=');
    const auto type = equals == std::string_view::npos ? "" : part.substr(equals + 1);
    const std::string column(part.substr(0, std::min(equals, part.size())));
    if (type == "text") {
      types[column] = CsvType::kText;
    } else if (type == "number") {
      types[column] = CsvType::kNumber;
    } else if (type == "boolean") {
      types[column] = CsvType::kBoolean;
    } else {
      return invalid_argument(fmt::format(
          "'{}' does not say a type: write COLUMN=text, COLUMN=number or COLUMN=boolean",
          quoted(part)));
    }
  }
  return types;
}

CsvDocuments::CsvDocuments(std::istream& input, CsvOptions options, BadRecord on_bad_record,
                           ImportBounds bounds)
    : reader_(input, options.separator),
      options_(std::move(options)),
      on_bad_record_(std::move(on_bad_record)),
      bounds_(bounds) {}

Result<ImportBatch> CsvDocuments::next() {
  if (columns_.empty()) TRY(read_header());
  ImportBatch batch;
  while (batch.documents < bounds_.documents_max && batch.commands.size() < bounds_.bytes_max) {
    const auto record = TRY(reader_.next());
    if (!record) break;
    const auto command = command_of(*record);
    if (!command) {
      on_bad_record_(*record, command.error().message);
      continue;
    }
    if (batch.empty()) batch.line_first = record->line_first;
    if (!batch.empty()) batch.commands += ',';
    batch.commands += *command;
    batch.line_last = record->line_last;
    batch.bytes_read = reader_.bytes_read();
    ++batch.documents;
  }
  return batch;
}

Result<void> CsvDocuments::read_header() {
  auto header = TRY(reader_.next());
  if (!header) return invalid_argument("the file is empty: a header with the columns is missing");
  if (header->fault) return invalid_argument("line 1: " + *header->fault);
  for (auto& field : header->fields) {
    if (field.text.empty()) return invalid_argument("line 1: a column has no name");
    if (column(field.text)) {
      return invalid_argument(
          fmt::format("line 1: two columns are called '{}'", quoted(field.text)));
    }
    const auto type = options_.types.find(field.text);
    types_.push_back(type == options_.types.end() ? CsvType::kGuessed : type->second);
    columns_.push_back(std::move(field.text));
  }
  for (const auto& [name, type] : options_.types) {
    if (!column(name))
      return invalid_argument(fmt::format("there is no column '{}'", quoted(name)));
  }
  CsvRecord none;
  none.fields.resize(columns_.size(), CsvField{"x", true});
  TRY(fill_pattern(none));
  return {};
}

std::optional<std::size_t> CsvDocuments::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

Result<std::string> CsvDocuments::command_of(const CsvRecord& record) const {
  if (record.fault) return invalid_argument(*record.fault);
  if (record.fields.size() != columns_.size()) {
    return invalid_argument(fmt::format("{} fields, but the header has {} columns",
                                        record.fields.size(), columns_.size()));
  }
  std::string document;
  std::string metadata;
  if (!options_.collection.empty() && !column(kCollection)) {
    std::string name;
    append_json_string(name, options_.collection);
    add_member(metadata, kCollection, name);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool is_metadata = columns_[i].starts_with('@');
    const auto type = is_metadata && types_[i] == CsvType::kGuessed ? CsvType::kText : types_[i];
    const auto value = value_of(record.fields[i], type);
    if (!value) return value.error().within(fmt::format("column '{}'", quoted(columns_[i])));
    if (columns_[i] == kId || (is_metadata && record.fields[i].text.empty())) continue;
    add_member(is_metadata ? metadata : document, columns_[i], *value);
  }
  if (!metadata.empty()) add_member(document, "@metadata", metadata + '}');
  return put_command(TRY(id_of(record)), document.empty() ? "{}" : document + '}');
}

Result<std::string> CsvDocuments::id_of(const CsvRecord& record) const {
  if (!options_.id_pattern.empty()) return fill_pattern(record);
  if (const auto at = column(kId)) {
    if (record.fields[*at].text.empty()) return invalid_argument("'@id' is empty");
    return record.fields[*at].text;
  }
  const auto at = column(kCollection);
  return id_prefix_of(at ? record.fields[*at].text : options_.collection);
}

Result<std::string> CsvDocuments::fill_pattern(const CsvRecord& record) const {
  std::string id;
  std::string_view rest = options_.id_pattern;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    id += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = rest.find('}', open);
    if (close == std::string_view::npos) return invalid_argument("a '{' of the id has no '}'");
    const auto name = rest.substr(open + 1, close - open - 1);
    const auto at = column(name);
    if (!at)
      return invalid_argument(fmt::format("there is no column '{}' for the id", quoted(name)));
    if (record.fields[*at].text.empty()) {
      return invalid_argument(fmt::format("column '{}', part of the id, is empty", quoted(name)));
    }
    id += record.fields[*at].text;
    rest.remove_prefix(close + 1);
  }
  return id;
}

}  // namespace penstock::app
