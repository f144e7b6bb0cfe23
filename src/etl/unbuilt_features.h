#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/connection_string.h"

namespace penstock::etl {

/// The functions that `script` calls or defines, that scripts written for RavenDB may use, and
/// that this version does not have, each once in the order of a fixed list. Such a script is
/// refused: run without them it would deliver less than its author wrote.
std::vector<std::string> unbuilt_features(DestinationKind kind, std::string_view script);

}  // namespace penstock::etl
