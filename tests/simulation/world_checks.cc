#include <fmt/format.h>

#include "base/check.h"
#include "documents/store_check.h"
#include "simulation/task_script.h"
#include "simulation/world.h"

// What must hold in a world: at every moment, and in the end.
namespace penstock::simulation {
namespace {

constexpr int kSettlingStepsMax = 400;

}  // namespace

std::set<std::string> World::failed_documents() {
  std::set<std::string> ids;
  auto& owner = *site().owner;
  const auto recorded = owner.errors().list(owner.key(), 0, etl::kErrorsListedMax);
  if (!recorded) {
    violations_.add(Invariant::kStoreIsWhole, recorded.error().message);
    return ids;
  }
  for (const auto& error : *recorded) ids.insert(error.error.document_id);
  return ids;
}

void World::check_position() {
  if (!is_up(site())) return;
  const auto undelivered = watch_.undelivered();
  if (undelivered.empty()) return;
  const auto failed = failed_documents();
  for (const auto& id : undelivered) {
    if (failed.contains(id)) continue;
    violations_.add(Invariant::kPositionPassesNothing,
                    fmt::format("{} at position {}", id, watch_.position().value));
  }
}

void World::check_source() {
  const auto snapshot = site().server->database().snapshot();
  CHECK(snapshot);
  model_.compare(*snapshot);
  const auto checked = documents::check_store(snapshot->storage(), [&](const auto& damage) {
    violations_.add(Invariant::kStoreIsWhole, damage.where + ": " + damage.what);
  });
  CHECK(checked);
}

void World::check_tombstones() {
  if (!is_up(site())) return;
  const auto snapshot = site().server->database().snapshot();
  CHECK(snapshot);
  const auto failed = failed_documents();
  for (const auto& [id, newest] : model_.newest()) {
    if (!newest.is_deleted() || !watch_.holds(id) || failed.contains(id)) continue;
    const auto tombstones = snapshot->tombstones(id);
    if (tombstones && !tombstones->empty()) continue;
    violations_.add(Invariant::kTombstonesStayUntilDelivered, id);
  }
}

// A process whose server has hiccups waits for up to 15 minutes; that is the longest it may take.
void World::settle() {
  trace_.add("all faults end");
  weather_.set_calm(true);
  destination_->accept_all();
  for (std::size_t i = 0; i + 1 < sites_.size(); ++i) {
    while (is_up(*sites_[i]) && sites_[i]->owner->can_deliver()) sites_[i]->owner->deliver();
  }
  what_is_down_starts();
  while (destination_->has_delayed()) destination_->commit_delayed();
  if (!is_up(site())) {
    violations_.add(Invariant::kWorkEnds, "the source does not start");
    return;
  }
  auto& owner = *site().owner;
  while (site().server->database().commit_waiting()) {
  }
  source_delivers();  // What was prepared before the last writes says nothing of these.
  bool has_retried = false;
  for (int i = 0; i < kSettlingStepsMax && violations_.empty(); ++i) {
    clock_.advance(std::chrono::minutes{1});
    source_prepares();
    source_delivers();
    check_position();
    if (owner.has_stopped()) break;
    if (!owner.is_up_to_date()) continue;
    if (has_retried) break;
    has_retried = !owner.has_tries_left();
    if (has_retried) retry_is_requested();
    owner.replay();
  }
  if (!owner.is_up_to_date() || owner.has_tries_left()) {
    violations_.add(Invariant::kWorkEnds, owner.statistics().describe());
  }
  if (violations_.empty()) check_end();
}

void World::check_end() {
  check_source();
  const auto failed = failed_documents();
  const auto delivered = destination_->documents();
  for (const auto& [id, newest] : model_.newest()) {
    const bool fails = throws(newest.number);
    if (fails != failed.contains(id)) {
      violations_.add(
          Invariant::kErrorsPlusDeliveredIsAll,
          fmt::format("{} = {} is {}in the error list", id, newest.number, fails ? "not " : ""));
    }
    if (fails) continue;  // What was there before stays.
    const auto found = delivered.find(id);
    const auto number = found == delivered.end() ? 0 : found->second;
    if (number == newest.number) continue;
    violations_.add(Invariant::kDestinationIsScriptOverSource,
                    fmt::format("{} is {}, not {}", id, number, newest.number));
  }
}

}  // namespace penstock::simulation
