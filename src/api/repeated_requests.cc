#include "api/repeated_requests.h"

#include <functional>
#include <utility>

namespace penstock::api {
namespace {

constexpr std::string_view kId = "raft-request-id";

bool is_read(const http::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

std::size_t fingerprint_of(const http::Request& request) {
  const std::hash<std::string> hash;
  return hash(request.method) ^ hash(request.target) * 3 ^ hash(request.body) * 7;
}

/// What of an answer can be given twice.
http::Response copy_of(const http::Response& answer) {
  return {.status = answer.status, .headers = answer.headers, .body = answer.body};
}

/// Not what says that nobody is to keep it, such as a new key.
bool is_worth_remembering(const http::Response& answer) {
  return answer.status / 100 == 2 && answer.body.size() <= RepeatedRequests::kAnswerBytesMax &&
         !answer.source && !answer.web_socket &&
         http::find_field(answer.headers, "Cache-Control") != "no-store";
}

}  // namespace

class RepeatedRequests::Turn {
 public:
  Turn(SharedTable table, std::string id) : table_(std::move(table)), id_(std::move(id)) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  /// Without an answer those who wait are let go, which answers them too.
  ~Turn() { end(nullptr); }

  /// Those who wait get the same.
  void answer(const http::Response& answer) {
    for (const auto& respond : end(&answer)) respond(copy_of(answer));
  }

 private:
  std::vector<http::Respond> end(const http::Response* answer) {
    if (has_ended_) return {};
    has_ended_ = true;
    return table_->with([&](Table& table) -> std::vector<http::Respond> {
      const auto found = table.commands.find(id_);
      if (found == table.commands.end()) return {};
      auto waiting = std::move(found->second.waiting);
      if (answer != nullptr && is_worth_remembering(*answer)) {
        remember(table, id_, *answer);
      } else {
        table.commands.erase(found);
      }
      return waiting;
    });
  }

  SharedTable table_;
  std::string id_;
  bool has_ended_ = false;
};

bool RepeatedRequests::concerns(const http::Request& request) {
  return !request.parameter(kId).value_or("").empty() && !is_read(request) && !request.body_reader;
}

void RepeatedRequests::handle(http::Request& request, const http::Respond& respond,
                              const http::RootHandler& handler) {
  if (!concerns(request)) return handler(request, respond);
  std::string key(*request.parameter(kId));
  const auto role = enter(key, fingerprint_of(request), respond);
  if (role == Role::kRepeats) return;
  if (role == Role::kStranger) return handler(request, respond);
  const auto turn = std::make_shared<Turn>(table_, std::move(key));
  handler(request, [turn, respond](http::Response answer) {
    turn->answer(answer);
    respond(std::move(answer));
  });
}

RepeatedRequests::Role RepeatedRequests::enter(const std::string& id, std::size_t fingerprint,
                                               const http::Respond& respond) {
  std::optional<http::Response> answer;
  const auto role = table_->with([&](Table& table) {
    const auto [found, is_new] = table.commands.try_emplace(id);
    auto& command = found->second;
    if (is_new) {
      command.fingerprint = fingerprint;
      return Role::kFirst;
    }
    if (command.fingerprint != fingerprint) return Role::kStranger;
    if (command.answer) {
      answer = copy_of(*command.answer);
    } else {
      command.waiting.push_back(respond);
    }
    return Role::kRepeats;
  });
  if (answer) respond(*std::move(answer));
  return role;
}

void RepeatedRequests::remember(Table& table, const std::string& id, const http::Response& answer) {
  table.commands[id].answer = copy_of(answer);
  table.answered.push_back(id);
  table.bytes += answer.body.size();
  while (table.answered.size() > kAnswersMax || table.bytes > kBytesMax) {
    const auto oldest = table.commands.extract(table.answered.front());
    table.answered.pop_front();
    table.bytes -= oldest.mapped().answer->body.size();
  }
}

}  // namespace penstock::api
