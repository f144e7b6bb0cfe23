#pragma once

#include <functional>

#include "http/message.h"

namespace penstock::http {

/// Receives every request that is well-formed and welcome. It may fill in
/// Request::path_parameters; otherwise as Handler.
using RootHandler = std::function<void(Request&, const Respond&)>;

}  // namespace penstock::http
