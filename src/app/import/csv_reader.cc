#include "app/import/csv_reader.h"

#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"

namespace penstock::app {
namespace {

constexpr int kEnd = std::istream::traits_type::eof();

/// The first fault of a record is the one to mend.
void fault(CsvRecord& record, std::string what) {
  if (!record.fault) record.fault = std::move(what);
}

bool is_empty_line(const CsvRecord& record) {
  return record.fields.size() == 1 && record.fields.front().text.empty() &&
         !record.fields.front().is_quoted;
}

}  // namespace

CsvReader::CsvReader(std::istream& input, char separator) : input_(input), separator_(separator) {}

int CsvReader::take() {
  const int c = input_.rdbuf()->sbumpc();
  if (c == kEnd) return c;
  ++bytes_read_;
  ++record_bytes_;
  line_taken_ = line_;
  if (c == '\n') ++line_;
  return c;
}

Result<std::optional<CsvRecord>> CsvReader::next() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  while (input_.rdbuf()->sgetc() != kEnd) {
    CsvRecord record;
    record.line_first = line_;
    const bool is_first = bytes_read_ == 0;
    record_bytes_ = 0;
    TRY(read_record(record));
    record.line_last = line_taken_;
    auto& first = record.fields.front().text;
    if (is_first && first.starts_with(kByteOrderMark)) first.erase(0, kByteOrderMark.size());
    if (!is_empty_line(record) || record.fault) return std::optional(std::move(record));
  }
  if (input_.bad()) return Error{ErrorCode::kUnavailable, "the input cannot be read"};
  return std::nullopt;
}

Result<void> CsvReader::read_record(CsvRecord& record) {
  record.fields.emplace_back();
  for (;;) {
    if (record_bytes_ > kRecordBytesMax) {
      return Error{ErrorCode::kTooLarge, fmt::format("line {}: the record is larger than {} bytes",
                                                     record.line_first, kRecordBytesMax)};
    }
    auto& field = record.fields.back();
    const int c = take();
    if (c == kEnd || c == '\n') break;
    if (c == separator_) {
      record.fields.emplace_back();
    } else if (c == '"' && field.text.empty() && !field.is_quoted) {
      read_quoted(record, field);
    } else if (c == '\r' && input_.rdbuf()->sgetc() == '\n') {
      continue;
    } else {
      if (field.is_quoted) fault(record, "something follows a closing quote");
      if (c == '"') fault(record, "a quote stands inside a field that is not quoted");
      field.text.push_back(static_cast<char>(c));
    }
  }
  for (const auto& field : record.fields) {
    if (!is_utf8(field.text)) fault(record, "a field is not UTF-8");
  }
  return {};
}

void CsvReader::read_quoted(CsvRecord& record, CsvField& field) {
  field.is_quoted = true;
  while (record_bytes_ <= kRecordBytesMax) {
    const int c = take();
    if (c == kEnd) {
      return fault(record, "a quote is opened and never closed");
    }
    if (c == '"') {
      if (input_.rdbuf()->sgetc() != '"') return;
      take();
    }
    field.text.push_back(static_cast<char>(c));
  }
}

}  // namespace penstock::app
