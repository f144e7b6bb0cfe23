#pragma once

#include <string_view>

// Places where a crash would hurt most. In a build with the option PENSTOCK_KILL_POINTS the program
// can be told to end there, as by kill -9; in all others, releases among them, nothing is left of
// them. The option reaches the sources that their room's CMakeLists.txt lists with
// penstock_kill_points().
#ifndef PENSTOCK_KILL_POINTS
#error "A source with kill points is listed with penstock_kill_points()"
#endif

namespace penstock {

#if PENSTOCK_KILL_POINTS
/// Ends this process if its environment says so: PENSTOCK_KILL_POINT="NAME ODDS SEED" ends it here
/// one time in ODDS, at those times that SEED decides. The name goes to the standard error.
/// Thread-safe.
void kill_point(std::string_view name);
#else
inline void kill_point(std::string_view) {}
#endif

}  // namespace penstock
