#include "http/transport.h"

#include <poll.h>

namespace penstock::http {

Transport::Transport(Socket socket) : socket_(std::move(socket)) {
  Failure ignored;
  socket_.non_blocking(true, ignored);
}

void Transport::begin_tls(const TlsContext& context) { tls_.emplace(context, socket_); }

bool Transport::is_abandoned() {
  pollfd state{socket_.native_handle(), POLLRDHUP, 0};
  return ::poll(&state, 1, 0) > 0;
}

void Transport::cancel() {
  Failure ignored;
  socket_.cancel(ignored);
}

void Transport::end_output() {
  if (tls_) tls_->end();
  Failure ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void Transport::close() {
  Failure ignored;
  socket_.close(ignored);
}

}  // namespace penstock::http
