#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"
#include "http/message.h"
#include "http/root_handler.h"

namespace penstock::api {

/// A client that lost the answer to a command sends it again with the same "raft-request-id"
/// (protocol, section 0). Such a command is done once: who repeats it gets the answer of the first
/// time, or waits for it. A command that failed may be tried again. Thread-safe.
class RepeatedRequests {
 public:
  /// Answers that are remembered; beyond, the oldest is forgotten. A restart forgets all.
  static constexpr std::size_t kAnswersMax = 4096;
  static constexpr std::size_t kBytesMax = std::size_t{16} << 20;
  /// A larger answer is not remembered.
  static constexpr std::size_t kAnswerBytesMax = std::size_t{256} << 10;

  RepeatedRequests() : table_(std::make_shared<Guarded<Table>>()) {}

  /// Whether the answer to such a request is remembered, or may be.
  static bool concerns(const http::Request& request);

  /// Has `handler` answer, unless it has answered this very request before.
  void handle(http::Request& request, const http::Respond& respond,
              const http::RootHandler& handler);

 private:
  /// A command that was answered, or is about to be.
  struct Command {
    std::size_t fingerprint = 0;  ///< Of what was asked: the id alone might be used twice.
    std::optional<http::Response> answer;
    std::vector<http::Respond> waiting;
  };
  struct Table {
    std::unordered_map<std::string, Command> commands;
    std::deque<std::string> answered;  ///< Oldest first.
    std::size_t bytes = 0;             ///< Of the answers.
  };
  using SharedTable = std::shared_ptr<Guarded<Table>>;

  /// The right to answer a command for the first time.
  class Turn;
  enum class Role : std::uint8_t { kFirst, kRepeats, kStranger };

  /// Enters a command, or finds its answer or those who wait for it.
  Role enter(const std::string& id, std::size_t fingerprint, const http::Respond& respond);
  static void remember(Table& table, const std::string& id, const http::Response& answer);

  SharedTable table_;  ///< Shared with answers that come when this object is gone.
};

}  // namespace penstock::api
