#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "etl/destination.h"
#include "etl/document/commands.h"
#include "http/body_stream.h"

// A large batch goes in parts, each a transaction with the position after it. While one is written
// the next is on its way, and all of it but its last bytes: those follow when the one before it has
// been answered, so that the parts can be written in no other order.
namespace penstock::etl::document {

/// Commands of about so many bytes are a part. Its buffers, which double as they grow, stay below
/// the 1 MB from which the heap at either end maps each block anew.
inline constexpr std::size_t kPartBytes = std::size_t{480} << 10;

/// Views into the commands of a batch.
struct Part {
  std::span<const DocumentCommands> commands;
  Etag from;
  Etag to;
};

/// In their order; at least one.
std::vector<Part> split(std::span<const DocumentCommands> commands, Etag from, Etag to);

/// Whose turn it is to end. Thread-safe.
class Turns {
 public:
  /// All but the last bytes of `part` have been given away. Returns when all parts before it have
  /// landed. Errors: kCancelled if one did not, or a stop was requested.
  Result<void> wait_to_end(std::size_t part, const std::stop_token& stop);

  /// Returns when a part has come so far, or its call has ended.
  void wait_until_sent(std::size_t part);

  void call_ended(std::size_t part) { sent(part); }
  void landed();
  /// Nothing more ends.
  void fail();

 private:
  void sent(std::size_t part);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t sent_ = 0;
  std::size_t landed_ = 0;
  bool has_failed_ = false;
};

/// The commands as the only part of a multipart body, which ends in its turn. Confined to one
/// thread.
class PartBody final : public http::BodySource {
 public:
  /// `turns` must outlive this object.
  PartBody(const Part& part, std::size_t number, std::string_view boundary, Turns& turns,
           std::stop_token stop);

  Result<std::optional<std::string>> next() override;

 private:
  enum class Next : std::uint8_t { kText, kEnd, kNothing };

  std::string text_;
  const std::size_t number_;
  Turns& turns_;
  const std::stop_token stop_;
  Next next_ = Next::kText;
};

}  // namespace penstock::etl::document
