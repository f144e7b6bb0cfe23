#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace penstock::script {

/// "took longer than 5 s": said of a document, by the worker or by its parent.
std::string took_too_long(std::chrono::milliseconds limit);

/// "used more than 512 MB".
std::string used_too_much_memory(std::uint64_t limit_bytes);

}  // namespace penstock::script
