#include "app/client/operations.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "app/client/json_members.h"
#include "app/client/wait.h"
#include "base/clock.h"

namespace penstock::app {
namespace {

constexpr std::chrono::hours kOperationMax{24 * 365};

}  // namespace

Result<boost::json::object> run_operation(
    ServerClient& server, std::string_view database, std::string_view target,
    const std::function<void(const boost::json::object& progress)>& tell, std::string body) {
  const auto started = TRY(server.call("POST", target, std::move(body)));
  const auto look = fmt::format("{}/operations/state?id={}", ServerClient::database_path(database),
                                count_member(started, "OperationId"));
  SystemClock clock;
  boost::json::object state;
  TRY(wait_until(clock, {}, kOperationMax, [&]() -> Result<bool> {
    state = TRY(server.call("GET", look));
    tell(object_member(state, "Progress"));
    return text_member(state, "Status") != "InProgress";
  }));
  return state;
}

Result<boost::json::object> operation_result(const boost::json::object& state) {
  auto result = object_member(state, "Result");
  if (text_member(state, "Status") == "Completed") return result;
  auto message = text_member(result, "Message");
  if (message.empty()) message = "the operation was ended";
  return Error{ErrorCode::kUnavailable, std::move(message)};
}

}  // namespace penstock::app
