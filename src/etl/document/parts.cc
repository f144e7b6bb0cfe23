#include "etl/document/parts.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "etl/document/batch_body.h"

namespace penstock::etl::document {

std::vector<Part> split(std::span<const DocumentCommands> commands, Etag from, Etag to) {
  std::vector<Part> parts;
  std::size_t first = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    bytes += commands[i].deletes.size() + commands[i].puts.size() + commands[i].items.size();
    if (bytes < kPartBytes || i + 1 == commands.size()) continue;
    parts.push_back({commands.subspan(first, i + 1 - first), from, commands[i].etag});
    from = commands[i].etag;
    first = i + 1;
    bytes = 0;
  }
  parts.push_back({commands.subspan(first), from, to});
  return parts;
}

Result<void> Turns::wait_to_end(std::size_t part, const std::stop_token& stop) {
  sent(part);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [&] { return has_failed_ || landed_ == part; });
  if (!has_failed_ && landed_ == part) return {};
  return Error{ErrorCode::kCancelled, "the part of the batch before it was not written"};
}

void Turns::wait_until_sent(std::size_t part) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return sent_ > part; });
}

void Turns::sent(std::size_t part) {
  const std::lock_guard lock(mutex_);
  sent_ = std::max(sent_, part + 1);
  changed_.notify_all();
}

void Turns::landed() {
  const std::lock_guard lock(mutex_);
  ++landed_;
  changed_.notify_all();
}

void Turns::fail() {
  const std::lock_guard lock(mutex_);
  has_failed_ = true;
  changed_.notify_all();
}

PartBody::PartBody(const Part& part, std::size_t number, std::string_view boundary, Turns& turns,
                   std::stop_token stop)
    : text_(multipart_head(boundary)), number_(number), turns_(turns), stop_(std::move(stop)) {
  append_batch_text(text_, part.commands);
  text_ += fmt::format("\r\n--{}", boundary);
}

Result<std::optional<std::string>> PartBody::next() {
  switch (next_) {
    case Next::kText: next_ = Next::kEnd; return std::optional(std::move(text_));
    case Next::kEnd:
      TRY(turns_.wait_to_end(number_, stop_));
      next_ = Next::kNothing;
      return std::optional<std::string>("--\r\n");
    case Next::kNothing: break;
  }
  return std::nullopt;
}

}  // namespace penstock::etl::document
