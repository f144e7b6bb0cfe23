#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/operations/operation.h"
#include "base/result.h"
#include "documents/change_notice.h"

namespace penstock::api {

/// What a client on /changes is told, several messages to a frame (protocol, section 14.2).
/// Confined to one thread.
class ChangeMessages {
 public:
  /// A frame is full when it has grown beyond this.
  static constexpr std::size_t kFrameBytes = std::size_t{32} << 10;

  void confirm(std::int64_t command_id);
  void error(const Error& error);
  void add(const documents::ItemChange& change);
  void add(const OperationNotice& notice);
  void cache_is_out_of_date();

  bool is_full() const { return frame_.size() >= kFrameBytes; }

  /// A JSON array of all that was added since; nothing if that is nothing.
  std::optional<std::string> take_frame();

 private:
  void add_one(const documents::DocumentChange& change);
  void add_one(const documents::CounterChange& change);
  void add_one(const documents::TimeSeriesChange& change);
  /// Appends `text` as one more message.
  void append(std::string_view text);

  std::string frame_;
};

}  // namespace penstock::api
