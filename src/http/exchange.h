#pragma once

#include <atomic>
#include <memory>

#include "http/session.h"

namespace penstock::http {

/// A request and the right to answer it once. Shared by all copies of its Respond; when the last
/// is dropped without an answer it answers 500. Thread-safe, but for the request, which belongs
/// to the handler.
class Exchange {
 public:
  /// `share` pays for the request's body if that is a large one.
  Exchange(std::shared_ptr<ServerCore> core, std::weak_ptr<Session> session, Request request,
           ByteBudget::Share share);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const Request& request() const { return request_; }

  /// Decompresses the body and calls the server's handler; what either throws becomes a 500.
  static void handle(const std::shared_ptr<Exchange>& exchange) noexcept;

  /// The first call counts.
  void answer(Response response);

 private:
  Result<void> decompress();

  std::shared_ptr<ServerCore> core_;  ///< First: the budget and the session's executor are its.
  std::weak_ptr<Session> session_;
  Request request_;
  ByteBudget::Share share_;
  std::atomic<bool> answered_{false};
};

}  // namespace penstock::http
