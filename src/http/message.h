#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/body_stream.h"

namespace penstock::security {
class Caller;
class Certificate;
}  // namespace penstock::security

namespace penstock::http {

class WebSocketHandler;

/// Header fields or query parameters, in the order they came. Header names compare without case.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The first field of that name, compared without case.
std::optional<std::string_view> find_field(const Fields& fields, std::string_view name);

/// A request, whole but for a body that its route takes as a stream. `query` is decoded; sloppy
/// forms ("?&id=x", "??a=b", "name" without "=") are read as meant.
struct Request {
  std::string method;  ///< "GET", "RESET", ...: any token.
  std::string path;    ///< Decoded: "/databases/shop/docs".
  std::string target;  ///< As sent, with the query string.
  Fields query;
  Fields headers;
  std::string body;                              ///< Decompressed. Empty on a streamed route.
  std::shared_ptr<BodyReader> body_reader = {};  ///< Never null on a streamed route.
  std::string origin_url;      ///< "http://127.0.0.1:8080": how the client addressed this server.
  std::string remote_address;  ///< "127.0.0.1": where the client is, without its port.
  bool is_secured = false;     ///< It came over TLS.
  /// Whose key the client has proven to have; null without TLS, or if it showed none. Nobody has
  /// looked who vouches for it, nor at its dates.
  std::shared_ptr<const security::Certificate> client_certificate = {};
  /// Who that is and what they may do: never null in a handler.
  std::shared_ptr<const security::Caller> caller = {};
  /// Requested when the server ends and this answer is waited for no longer: who takes long asks.
  std::stop_token stop = {};
  /// Values of the route's "{name}" segments, decoded.
  Fields path_parameters;

  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<std::string_view> parameter(std::string_view name) const;
  std::vector<std::string_view> parameters(std::string_view name) const;
  /// A segment of the route; CHECKs that the route has it.
  const std::string& segment(std::string_view name) const;
};

/// What a server has to know of a request before its handler does.
enum class RequestKind : std::uint8_t {
  kOrdinary,
  kStreamed,  ///< The handler reads the body itself, by Request::body_reader.
  kLong,      ///< The handler may take long; a pool of its own keeps it from holding up the others.
};

struct Response {
  int status = 200;
  Fields headers;
  std::string body;
  std::shared_ptr<BodySource> source = {};  ///< If set, the body comes from here.
  /// If set, the answer is a conversation (web_socket.h) instead of the above.
  std::shared_ptr<WebSocketHandler> web_socket = {};
};

/// Sends the one answer to a request. May be called from any thread, at most once; dropped without
/// a call it answers 500. Copies share the request.
using Respond = std::function<void(Response)>;

/// Runs on a pool thread and returns soon: a write hands its answer to the write queue. Only on a
/// streamed route may it wait, for its body.
using Handler = std::function<void(const Request&, Respond)>;

}  // namespace penstock::http
