# Reading the same headers is most of what a compiler does for a file here, so they are read once for
# all rooms and once for all tests. A file includes what it uses all the same: `./dev lint` compiles
# each without them. That is for clang: with precompiled headers g++ 12 takes libstdc++'s code for ours
# and warns of it.

# Headers that every target that reuses `name` begins with; it has to link what is LINKed here.
function(penstock_precompile name)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    return()
  endif()
  cmake_parse_arguments(PRECOMPILE "" "" "HEADERS;LINK" ${ARGN})
  file(CONFIGURE OUTPUT ${name}.cc CONTENT "// Only its precompiled headers count.\n")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE ${PRECOMPILE_LINK})
  target_precompile_headers(${name} PRIVATE ${PRECOMPILE_HEADERS})
  # Else a new checkout in the same place could not take it from ccache.
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
endfunction()

# Those of `from` for a target with the same flags.
function(penstock_reuse_precompiled name from)
  if(TARGET ${from})
    target_precompile_headers(${name} REUSE_FROM ${from})
  endif()
endfunction()

set(PENSTOCK_COMMON_HEADERS
  <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <deque> <functional> <map>
  <memory> <mutex> <optional> <set> <span> <stop_token> <string> <string_view> <thread> <utility>
  <variant> <vector> <boost/json.hpp> <fmt/chrono.h> <fmt/format.h> <fmt/ranges.h>)
