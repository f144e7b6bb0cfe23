#pragma once

// Private to this room: it brings Asio and OpenSSL along.

#include <boost/asio/ip/tcp.hpp>
#include <openssl/bio.h>

namespace penstock::http {

/// OpenSSL's way to `socket`, which does not block and must outlive it. Other than with OpenSSL's
/// own, writing to who has gone raises no SIGPIPE, and a socket that was closed is not taken for
/// the one that has its number now.
BIO* new_socket_bio(boost::asio::ip::tcp::socket& socket);

}  // namespace penstock::http
