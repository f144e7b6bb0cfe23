#include "http/server.h"

#include <array>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "http/errors.h"
#include "http/session.h"
#include "http/url.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Failure = boost::system::error_code;
using IoWork = asio::executor_work_guard<asio::io_context::executor_type>;

constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
/// Before accepting again when the system refused, for want of descriptors most likely.
constexpr std::chrono::milliseconds kAcceptPause{50};

/// An IPv4 address if the name has one, as clients rarely try the other kind.
Result<tcp::endpoint> resolve(asio::io_context& io, const ServerUrl& url) {
  tcp::resolver resolver(io);
  Failure failure;
  const auto found = resolver.resolve(url.host, std::to_string(url.port), failure);
  if (failure || found.empty()) {
    return invalid_argument(fmt::format("cannot listen on '{}': {}", url.host, failure.message()));
  }
  for (const auto& entry : found) {
    if (entry.endpoint().address().is_v4()) return entry.endpoint();
  }
  return found.begin()->endpoint();
}

Result<void> check_secured(const ServerUrl& url, const tcp::endpoint& endpoint,
                           const ServerOptions& options) {
  if (url.is_secured || endpoint.address().is_loopback() || options.allow_unsecured) return {};
  return invalid_argument(fmt::format(
      "{} can be reached by other machines and nothing would protect the data. Use https and a "
      "--certificate, or a loopback address such as http://127.0.0.1:8080, or allow it with "
      "--allow-unsecured.",
      options.url));
}

/// Null for a server of http.
Result<std::shared_ptr<const TlsContext>> make_tls(const ServerUrl& url,
                                                   const ServerOptions& options) {
  if (url.is_secured && !options.identity) {
    return invalid_argument(fmt::format(
        "{} needs a certificate: give --certificate and --key, or --pkcs12", options.url));
  }
  if (!url.is_secured && options.identity) {
    return invalid_argument(
        fmt::format("a certificate is of no use for {}: begin the URL with https", options.url));
  }
  if (!options.identity) return std::shared_ptr<const TlsContext>();
  return TlsContext::for_server(*options.identity);
}

Error listen_error(const ServerUrl& url, const Failure& failure) {
  const bool in_use = failure == asio::error::address_in_use;
  return {ErrorCode::kUnavailable,
          in_use ? fmt::format("port {} of {} is in use by another program", url.port, url.host)
                 : fmt::format("cannot listen on {}: {}", url.to_string(), failure.message())};
}

Result<tcp::acceptor> listen(asio::io_context& io, const ServerUrl& url,
                             const tcp::endpoint& endpoint) {
  tcp::acceptor acceptor(io);
  Failure failure;
  acceptor.open(endpoint.protocol(), failure);
  if (!failure) acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor.bind(endpoint, failure);
  if (!failure) acceptor.listen(asio::socket_base::max_listen_connections, failure);
  if (failure) return listen_error(url, failure);
  return acceptor;
}

/// To a client beyond the limit of connections. Not waited for: the socket's buffer takes it. One
/// that expects TLS would not understand.
void turn_away(tcp::socket& socket, bool is_secured) {
  if (is_secured) return;
  constexpr std::string_view kWhy = "The server has too many connections already.\n";
  static const std::string kAnswer = fmt::format(
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: {}\r\n"
      "Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{}",
      kRetryAfterSeconds, kWhy.size(), kWhy);
  Failure ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(kAnswer), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

ServerCore::ServerCore(ServerOptions server_options, HostPolicy host_policy,
                       RootHandler root_handler)
    : options(std::move(server_options)),
      hosts(std::move(host_policy)),
      handler(std::move(root_handler)),
      sessions(options.connections_max),
      large_bodies(options.large_bodies_bytes_max) {
  constexpr int kThreadsThatRunEach = 1;
  for (std::size_t i = 0; i < options.io_threads; ++i) io.emplace_back(kThreadsThatRunEach);
}

class Server::Implementation {
 public:
  Implementation(std::shared_ptr<ServerCore> core, tcp::acceptor acceptor, const ServerUrl& url,
                 Clock& clock)
      : core_(std::move(core)),
        acceptor_(std::move(acceptor)),
        url_(url.to_string()),
        is_secured_(url.is_secured),
        clock_(clock),
        handlers_("http-handler", core_->options.handler_threads, core_->options.handler_queue_max),
        long_handlers_("http-long", core_->options.long_handler_threads,
                       core_->options.long_handler_queue_max),
        large_handlers_("http-large", core_->options.large_handler_threads,
                        core_->options.large_handler_queue_max),
        stream_handlers_("http-stream", core_->options.stream_handler_threads,
                         core_->options.stream_handler_queue_max),
        sources_("http-source", core_->options.source_threads, core_->options.connections_max) {
    core_->handlers = &handlers_;
    core_->long_handlers = &long_handlers_;
    core_->large_handlers = &large_handlers_;
    core_->stream_handlers = &stream_handlers_;
    core_->sources = &sources_;
    asio::co_spawn(
        acceptor_.get_executor(), [this]() -> asio::awaitable<void> { co_await accept(); },
        asio::detached);
    for (auto& io : core_->io) {
      io_work_.emplace_back(io.get_executor());
      io_threads_.emplace_back([&io] {
        name_this_thread("http-io");
        io.run();
      });
    }
  }

  const std::string& url() const { return url_; }

  Result<void> renew(const security::Identity& identity) {
    CHECK(is_secured_);
    auto context = TRY(TlsContext::for_server(identity));
    core_->tls.with([&](auto& tls) { tls = std::move(context); });
    return {};
  }

  void stop() {
    if (core_->stopping.exchange(true)) return;
    asio::post(acceptor_.get_executor(), [this] {
      Failure ignored;
      acceptor_.close(ignored);
    });
    for (const auto& session : core_->sessions.close()) session->finish_soon();
    core_->sessions.wait_until_empty(clock_, clock_.monotonic() + core_->options.stop_timeout);
    core_->abandoned.request_stop();
    for (const auto& session : core_->sessions.close()) session->close_now();
    io_work_.clear();
    io_threads_.clear();
    handlers_.stop();
    long_handlers_.stop();
    large_handlers_.stop();
    stream_handlers_.stop();
    sources_.stop();
  }

 private:
  asio::awaitable<void> accept() {
    asio::steady_timer pause(acceptor_.get_executor());
    while (acceptor_.is_open()) {
      auto [failure, socket] = co_await acceptor_.async_accept(next_io(), kUse);
      if (!failure) {
        welcome(std::move(socket));
      } else if (acceptor_.is_open()) {
        log_warning("Cannot accept a connection: {}", failure.message());
        pause.expires_after(kAcceptPause);
        co_await pause.async_wait(kUse);
      }
    }
  }

  asio::io_context& next_io() { return core_->io[connections_++ % core_->io.size()]; }

  void welcome(tcp::socket socket) {
    Failure ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (core_->sessions.is_full()) return turn_away(socket, is_secured_);
    const auto session = std::make_shared<Session>(std::move(socket), *core_);
    if (core_->sessions.add(session)) Session::start(session);
  }

  std::shared_ptr<ServerCore> core_;
  tcp::acceptor acceptor_;
  std::size_t connections_ = 0;  ///< Accepted so far.
  std::string url_;
  bool is_secured_;
  Clock& clock_;
  ThreadPool handlers_;
  ThreadPool long_handlers_;
  ThreadPool large_handlers_;
  ThreadPool stream_handlers_;
  ThreadPool sources_;  ///< A connection waits for one piece at most, so its queue has room.
  std::vector<IoWork> io_work_;  ///< Keeps the threads waiting while there is no connection.
  std::vector<std::jthread> io_threads_;
};

Result<std::unique_ptr<Server>> Server::open(ServerOptions options, Clock& clock,
                                             RootHandler handler) {
  auto url = TRY(ServerUrl::parse(options.url));
  auto tls = TRY(make_tls(url, options));
  HostPolicy hosts(url.host, options.allowed_hosts, url.is_secured);
  auto core =
      std::make_shared<ServerCore>(std::move(options), std::move(hosts), std::move(handler));
  const auto endpoint = TRY(resolve(core->io.front(), url));
  TRY(check_secured(url, endpoint, core->options));
  core->tls.with([&](auto& shared) { shared = std::move(tls); });
  auto acceptor = TRY(listen(core->io.front(), url, endpoint));
  Failure failure;
  url.port = acceptor.local_endpoint(failure).port();
  return std::unique_ptr<Server>(new Server(
      std::make_unique<Implementation>(std::move(core), std::move(acceptor), url, clock)));
}

Server::Server(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Server::~Server() { stop(); }

const std::string& Server::url() const { return implementation_->url(); }

Result<void> Server::renew(const security::Identity& identity) {
  return implementation_->renew(identity);
}

void Server::stop() { implementation_->stop(); }

}  // namespace penstock::http
