#include "etl/sql/driver/copy_text.h"

#include <cstring>

#include "base/bytes.h"
#include "base/check.h"

namespace penstock::etl::sql {
namespace {

/// Whether one of the eight bytes is a control character or a backslash: some byte of `word` lies
/// under 0x20, or some byte of `word` without its backslash bits is zero. May also say yes for
/// bytes next to one that is; never no for one.
bool may_need_escape(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  const std::uint64_t below_blank = (word - kOnes * 0x20) & ~word;
  const std::uint64_t unlike_backslash = word ^ (kOnes * '\\');
  const std::uint64_t backslash = (unlike_backslash - kOnes) & ~unlike_backslash;
  return ((below_blank | backslash) & kHighs) != 0;
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\\'; }

/// How many bytes at the front can be copied as they are, in steps of eight where possible.
std::size_t plain_prefix(std::string_view text) {
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    if (may_need_escape(word)) break;
  }
  while (at < text.size() && !needs_escape(text[at])) ++at;
  return at;
}

void append_escaped(std::string& row, char c) {
  switch (c) {
    case '\n': row += "\\n"; break;
    case '\r': row += "\\r"; break;
    case '\t': row += "\\t"; break;
    case '\\': row += "\\\\"; break;
    default: row.push_back(c);  // Other control characters mean themselves.
  }
}

}  // namespace

void CopyTextFormat::append_null(std::string& row) const { row += "\\N\t"; }

void CopyTextFormat::append_boolean(std::string& row, bool value) const {
  row += value ? "true\t" : "false\t";
}

void CopyTextFormat::append_number(std::string& row, std::string_view digits, bool) const {
  row.append(digits);
  row.push_back('\t');
}

void CopyTextFormat::append_text(std::string& row, std::string_view text) const {
  while (!text.empty()) {
    const auto plain = plain_prefix(text);
    row.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    append_escaped(row, text.front());
    text.remove_prefix(1);
  }
  row.push_back('\t');
}

// The hexadecimal form of bytea, whose backslash COPY takes for its own.
std::size_t CopyTextFormat::append_blob(std::string& row, std::uint32_t) const {
  row += "\\\\x\t";
  return row.size() - 1;
}

void CopyTextFormat::append_blob_bytes(std::string& row, std::string_view bytes) const {
  row += to_hex(bytes);
}

void CopyTextFormat::end_row(std::string& row) const {
  CHECK(!row.empty());
  row.back() = '\n';
}

}  // namespace penstock::etl::sql
