#include "http/socket_bio.h"

#include <cerrno>
#include <sys/socket.h>

#include "base/check.h"

namespace penstock::http {
namespace {

using Socket = boost::asio::ip::tcp::socket;

int descriptor_of(BIO* bio) { return static_cast<Socket*>(BIO_get_data(bio))->native_handle(); }

bool is_worth_a_retry() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int read(BIO* bio, char* data, int size) noexcept {
  BIO_clear_retry_flags(bio);
  const auto count = ::recv(descriptor_of(bio), data, static_cast<std::size_t>(size), 0);
  if (count < 0 && is_worth_a_retry()) BIO_set_retry_read(bio);
  return static_cast<int>(count);
}

int write(BIO* bio, const char* data, int size) noexcept {
  BIO_clear_retry_flags(bio);
  const auto count = ::send(descriptor_of(bio), data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (count < 0 && is_worth_a_retry()) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) noexcept {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socket_method() {
  static const BIO_METHOD* const kMethod = [] {
    auto* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    CHECK(method != nullptr);
    BIO_meth_set_read(method, &read);
    BIO_meth_set_write(method, &write);
    BIO_meth_set_ctrl(method, &control);
    return method;
  }();
  return kMethod;
}

}  // namespace

BIO* new_socket_bio(Socket& socket) {
  auto* bio = BIO_new(socket_method());
  CHECK(bio != nullptr);
  BIO_set_data(bio, &socket);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace penstock::http
