#include "http/multipart.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace penstock::http {
namespace {

constexpr std::string_view kLineBreak = "\r\n";
constexpr std::size_t kBoundaryBytesMax = 70;  // RFC 2046, 5.1.1.

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

Result<std::string> multipart_boundary(std::string_view content_type) {
  constexpr std::string_view kName = "boundary=";
  while (!content_type.empty()) {
    const auto end = std::min(content_type.find(';'), content_type.size());
    auto parameter = trim(content_type.substr(0, end));
    content_type.remove_prefix(std::min(end + 1, content_type.size()));
    if (!equal_ignoring_case(parameter.substr(0, kName.size()), kName)) continue;
    parameter.remove_prefix(kName.size());
    if (parameter.size() > 1 && parameter.front() == '"' && parameter.back() == '"') {
      parameter = parameter.substr(1, parameter.size() - 2);
    }
    if (parameter.empty() || parameter.size() > kBoundaryBytesMax) break;
    return std::string(parameter);
  }
  return invalid_argument("The Content-Type names no boundary between the parts.");
}

MultipartReader::MultipartReader(BodyReader& body, std::string_view boundary)
    : body_(body),
      delimiter_(std::string("\r\n--").append(boundary)),
      buffer_(kLineBreak) {}  // The first delimiter has none before it.

Result<bool> MultipartReader::next_part() {
  while (in_part_) TRY(read());
  if (at_end_) return false;
  if (TRY(is_last_delimiter())) {
    at_end_ = true;
    return false;
  }
  if (!trim(TRY(read_line())).empty()) {
    return invalid_argument("The multipart body has no line break after a boundary.");
  }
  TRY(read_headers());
  in_part_ = true;
  return true;
}

Result<std::optional<std::string>> MultipartReader::read() {
  while (in_part_) {
    const auto found = buffer_.find(delimiter_);
    if (found == 0) {
      buffer_.erase(0, delimiter_.size());
      in_part_ = false;
      break;
    }
    // What may be the beginning of a delimiter waits for the rest of it.
    const auto kept = std::min(buffer_.size(), delimiter_.size() - 1);
    const auto size = found == std::string::npos ? buffer_.size() - kept : found;
    if (size > 0) {
      auto rest = buffer_.substr(size);
      buffer_.resize(size);
      return std::exchange(buffer_, std::move(rest));
    }
    TRY(read_more());
  }
  return std::nullopt;
}

Result<void> MultipartReader::read_more() {
  const auto piece = TRY(body_.read());
  if (!piece) return invalid_argument("The multipart body ends in the middle.");
  buffer_ += *piece;
  return {};
}

/// The two dashes behind the last boundary need no line break.
Result<bool> MultipartReader::is_last_delimiter() {
  constexpr std::string_view kEnd = "--";
  while (buffer_.size() < kEnd.size()) TRY(read_more());
  return buffer_.starts_with(kEnd);
}

/// Without its line break.
Result<std::string> MultipartReader::read_line() {
  auto end = buffer_.find(kLineBreak);
  while (end == std::string::npos) {
    if (buffer_.size() > kHeaderBytesMax) {
      return invalid_argument("A part of the multipart body has too long a header.");
    }
    TRY(read_more());
    end = buffer_.find(kLineBreak);
  }
  auto line = buffer_.substr(0, end);
  buffer_.erase(0, end + kLineBreak.size());
  return line;
}

Result<void> MultipartReader::read_headers() {
  headers_.clear();
  std::size_t bytes = 0;
  while (true) {
    const auto line = TRY(read_line());
    if (line.empty()) break;
    bytes += line.size();
    const auto colon = line.find(':');
    if (colon == std::string::npos || bytes > kHeaderBytesMax) {
      return invalid_argument("A part of the multipart body has no proper header.");
    }
    headers_.emplace_back(trim(std::string_view(line).substr(0, colon)),
                          trim(std::string_view(line).substr(colon + 1)));
  }
  return {};
}

}  // namespace penstock::http
