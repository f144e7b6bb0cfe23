#include "simulation/clients.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace penstock::simulation {
namespace {

using documents::WriteContext;

constexpr std::size_t kIds = 10;
constexpr std::size_t kChangesMax = 3;

documents::DocumentContent content(std::uint64_t number) {
  return {
      .body = body_of(number), .metadata = R"({"@collection":"Orders"})", .collection = "Orders"};
}

}  // namespace

struct Clients::Change {
  std::string id;
  std::uint64_t number = 0;  ///< 0: deletes the document.
  documents::ExpectedVersion expected;

  std::string to_string() const {
    return number == 0 ? fmt::format("deletes {}", id) : fmt::format("puts {} = {}", id, number);
  }
};

struct Clients::Write {
  std::vector<Change> changes;
  bool fails = false;  ///< On purpose, after all changes: none of them may be left.
  Effects effects;     ///< Of its last run.

  Result<void> run(WriteContext& context) {
    for (const auto& [id, number, expected] : changes) {
      if (number != 0) {
        const auto put = TRY(context.put(id, content(number), expected));
        effects.emplace_back(id, Version{put.etag, number, put.change_vector});
      } else if (TRY(context.remove(id, expected)).deleted) {
        const Etag deleted{context.next_etag().value - 1};
        effects.emplace_back(id, Version{deleted, 0, {}});
      }
    }
    if (fails) return Error{ErrorCode::kInvalidArgument, "as the client wants it"};
    return {};
  }
};

std::string Clients::pick_id() { return fmt::format("orders/{}", chance_.below(kIds)); }

Clients::Change Clients::make_change() {
  Change change{.id = pick_id(), .number = 0, .expected = {}};
  if (!chance_.one_in(4)) change.number = ++last_number_;
  if (chance_.one_in(3)) {
    // What it knows may be the newest version when it is compared, or not.
    const auto* known = model_.find(change.id);
    change.expected.change_vector = known != nullptr ? known->change_vector : "";
  }
  return change;
}

void Clients::write(Server& server) {
  auto write = std::make_shared<Write>();
  // Transactions of one change tell most about expected versions.
  const auto count = chance_.one_in(3) ? 1 + chance_.below(kChangesMax) : 1;
  for (std::size_t i = 0; i < count; ++i) write->changes.push_back(make_change());
  write->fails = chance_.one_in(12);
  std::vector<std::string> lines;
  for (const auto& change : write->changes) lines.push_back(change.to_string());
  trace_.add("a client {}{}", fmt::join(lines, ", "), write->fails ? ", and fails" : "");
  server.database().write(
      [write](WriteContext& context) {
        write->effects.clear();
        auto done = write->run(context);
        if (!done) write->effects.clear();  // All of it is undone.
        return done;
      },
      [this, write, &server](const Result<void>& result) { answered(*write, server, result); });
}

void Clients::answered(const Write& write, const Server& server, const Result<void>& result) {
  trace_.add("the write of {} {}", write.changes.front().id,
             result ? "succeeds" : "fails: " + result.error().message);
  const auto& first = write.changes.front();
  const bool was_compared = result || result.error().code == ErrorCode::kConflict;
  if (first.expected.change_vector && was_compared && write.changes.size() == 1) {
    model_.check_expectation(first.id, *first.expected.change_vector, result.has_value());
  }
  if (result) {
    model_.acknowledge(write.effects);
  } else if (!server.is_up() && result.error().code == ErrorCode::kUnavailable) {
    model_.leave_open(write.effects);
  }
}

}  // namespace penstock::simulation
