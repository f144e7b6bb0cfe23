#pragma once

#include <string>
#include <utility>

#include <spdlog/spdlog.h>

// Log once, where the error is handled: error when an operator must act, warning when we recover
// by ourselves, info for changes of state. Never document bodies, never passwords.
namespace penstock {

/// `level` is one of trace, debug, info, warning, error. False, and nothing changed, for others.
/// Lines go to standard error. Call once, before other threads start.
bool configure_logging(const std::string& level);

template <typename... Arguments>
void log_debug(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  spdlog::debug(format, std::forward<Arguments>(arguments)...);
}
template <typename... Arguments>
void log_info(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  spdlog::info(format, std::forward<Arguments>(arguments)...);
}
template <typename... Arguments>
void log_warning(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  spdlog::warn(format, std::forward<Arguments>(arguments)...);
}
template <typename... Arguments>
void log_error(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  spdlog::error(format, std::forward<Arguments>(arguments)...);
}

}  // namespace penstock
