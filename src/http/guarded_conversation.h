#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/web_socket.h"

namespace penstock::http {

/// Why a client may not go on, in a sentence; nothing if it may. Called from any thread.
using ConversationRefusal = std::function<std::optional<std::string>()>;

/// The same conversation for a client that may lose the right to it: asked with each message, in
/// either direction, and ended by the first that `refusal` has something against.
std::shared_ptr<WebSocketHandler> guarded(std::shared_ptr<WebSocketHandler> handler,
                                          ConversationRefusal refusal);

}  // namespace penstock::http
