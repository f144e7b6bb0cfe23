#include "api/bulk_insert/command_scanner.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "api/bulk_insert/command_scan.h"

namespace penstock::api {

Result<std::optional<CommandMembers>> CommandScanner::next() {
  if (has_ended_) return std::nullopt;
  if (!has_begun_) {
    if (TRY(peek()) != '[') return misplaced("'['");
    has_begun_ = true;
    ++used_;
  }
  const char c = TRY(peek());
  if (c == ']') {
    has_ended_ = true;
    ++used_;
    return std::nullopt;
  }
  if (commands_++ > 0) {
    if (c != ',') return misplaced("',' or ']'");
    ++used_;
  }
  return read_command();
}

Result<std::optional<CommandMembers>> CommandScanner::read_command() {
  if (TRY(peek()) != '{') return misplaced("a command");
  CommandScan scan;
  auto outcome = scan.go_on(rest());
  while (outcome == CommandScan::Outcome::kNeedsMore) {
    if (rest().size() > kCommandBytesMax) {
      return Error{ErrorCode::kTooLarge,
                   fmt::format("A command is over the limit of {} bytes.", kCommandBytesMax)};
    }
    TRY(receive());
    outcome = scan.go_on(rest());
  }
  if (outcome == CommandScan::Outcome::kMalformed) return misplaced("JSON", scan.end());
  const auto members = scan.members(rest());
  command_bytes_ = scan.end();
  used_ += command_bytes_;
  return std::optional(members);
}

Result<void> CommandScanner::read_raw(std::uint64_t count,
                                      const std::function<Result<void>(std::string_view)>& take) {
  while (count > 0) {
    if (rest().empty()) TRY(receive());
    const auto piece = rest().substr(0, std::min<std::uint64_t>(count, rest().size()));
    used_ += piece.size();
    count -= piece.size();
    TRY(take(piece));
  }
  return {};
}

Result<void> CommandScanner::receive() {
  auto piece = TRY(body_.read());
  if (!piece) {
    return invalid_argument(
        fmt::format("The body ends after {} bytes without a ']'.", dropped_ + text_.size()));
  }
  dropped_ += used_;
  if (used_ == text_.size()) {
    text_ = *std::move(piece);
  } else {
    text_.erase(0, used_);
    text_ += *piece;
  }
  used_ = 0;
  return {};
}

Result<char> CommandScanner::peek() {
  constexpr std::string_view kSpaces = " \t\r\n";
  while (true) {
    used_ = std::min(text_.find_first_not_of(kSpaces, used_), text_.size());
    if (used_ < text_.size()) return text_[used_];
    TRY(receive());
  }
}

Error CommandScanner::misplaced(std::string_view expected, std::size_t offset) const {
  return invalid_argument(fmt::format("Byte {} of the body, in command {}: expected {}.",
                                      dropped_ + used_ + offset, commands_, expected));
}

}  // namespace penstock::api
