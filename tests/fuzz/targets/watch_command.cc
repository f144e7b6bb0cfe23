// What a client on /changes says it wants to hear of: a message a line.
#include "api/changes/watch_list.h"
#include "fuzz/checks.h"
#include "fuzz/inputs.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {

void fuzz_watch_command(std::string_view input) {
  api::WatchList watches;
  for (const auto message : split_parts(input, "\n", 16)) {
    const auto command = api::WatchCommand::parse(message);
    check_refusal_of(command);
    if (command) check_refusal_of(watches.apply(*command));
  }
  watches.wants(
      documents::DocumentChange{.id = "users/1", .collection = "Users", .change_vector = "A:1"});
}

}  // namespace penstock::fuzzing
