// The targets as libFuzzer calls them, in one program: `fuzz --target=json FOLDER... [OPTIONS]`.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <spdlog/spdlog.h>

#include "fuzz/target.h"

namespace {

const penstock::fuzzing::Target* chosen = nullptr;

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): libFuzzer asks for these names

/// libFuzzer passes over options that begin with two dashes.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  constexpr std::string_view kOption = "--target=";
  for (int i = 1; i < *count; ++i) {
    const std::string_view argument = (*arguments)[i];
    if (argument.starts_with(kOption)) {
      chosen = penstock::fuzzing::find_target(argument.substr(kOption.size()));
    }
  }
  if (chosen == nullptr) {
    std::fputs("say which target, --target=NAME:\n", stderr);
    for (const auto& target : penstock::fuzzing::all_targets()) std::puts(target.name.data());
    std::exit(2);
  }
  spdlog::set_level(spdlog::level::off);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}

// NOLINTEND(readability-identifier-naming)
