#pragma once

namespace penstock {

/// Says on standard error which invariant broke, and ends the process.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace penstock

/// Guards an invariant of this program, never input. Stays on in release.
#define CHECK(condition)                                        \
  do {                                                          \
    if (!(condition)) [[unlikely]]                              \
      ::penstock::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)
