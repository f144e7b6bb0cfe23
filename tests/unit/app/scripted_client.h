#pragma once

#include <deque>
#include <string>
#include <vector>

#include "http/client.h"

namespace penstock::app {

/// A network that answers as the test says, and keeps what was sent. Confined to one thread.
class ScriptedClient final : public http::Client {
 public:
  void answer(int status, std::string body, http::Fields headers = {}) {
    answers_.emplace_back(http::ClientResponse{status, std::move(headers), std::move(body)});
  }
  void fail(Error error) { answers_.emplace_back(std::move(error)); }

  /// Without an answer in store: kUnavailable.
  Result<http::ClientResponse> send(const http::ClientRequest& request,
                                    const std::stop_token& /*stop*/) override {
    sent.push_back(request);
    if (answers_.empty()) return Error{ErrorCode::kUnavailable, "nothing scripted"};
    auto next = std::move(answers_.front());
    answers_.pop_front();
    return next;
  }

  std::vector<http::ClientRequest> sent;

 private:
  std::deque<Result<http::ClientResponse>> answers_;
};

}  // namespace penstock::app
