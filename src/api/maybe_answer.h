#pragma once

#include <functional>
#include <optional>

#include "http/message.h"

namespace penstock::api {

/// What answers at once, or leaves it to others with nothing.
using MaybeAnswer = std::function<std::optional<http::Response>(http::Request&)>;

}  // namespace penstock::api
