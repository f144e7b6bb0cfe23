#pragma once

// Private to this room: it brings Asio along.

#include <atomic>
#include <deque>
#include <memory>
#include <stop_token>

#include <boost/asio/io_context.hpp>

#include "base/guarded.h"
#include "base/thread_pool.h"
#include "http/byte_budget.h"
#include "http/host_policy.h"
#include "http/server.h"
#include "http/session_registry.h"
#include "http/tls_context.h"

namespace penstock::http {

/// What the sessions of a server share. Lives until the last answer to a request is given or
/// dropped, which may be after the server's end.
struct ServerCore : std::enable_shared_from_this<ServerCore> {
  ServerCore(ServerOptions server_options, HostPolicy host_policy, RootHandler root_handler);

  const ServerOptions options;
  const HostPolicy hosts;
  const RootHandler handler;
  SessionRegistry sessions;
  ByteBudget large_bodies;
  /// What new connections begin with; null: they are not secured.
  Guarded<std::shared_ptr<const TlsContext>> tls;
  std::atomic<std::size_t> handshakes{0};  ///< Under way.
  std::atomic<bool> stopping{false};
  std::stop_source abandoned;  ///< Answers that are under way are waited for no longer.
  /// Owned by the server, which ends them after the last session.
  ThreadPool* handlers = nullptr;
  ThreadPool* long_handlers = nullptr;
  ThreadPool* large_handlers = nullptr;
  ThreadPool* stream_handlers = nullptr;
  ThreadPool* sources = nullptr;
  /// One for each I/O thread: what a connection does then wakes no other thread. Last: what they
  /// still hold refers to the others.
  std::deque<boost::asio::io_context> io;
};

}  // namespace penstock::http
