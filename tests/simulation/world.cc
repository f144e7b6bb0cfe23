#include "simulation/world.h"

#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "etl/task_store.h"
#include "etl/tombstone_retention.h"
#include "simulation/task_script.h"
#include "support/master_keys.h"

namespace penstock::simulation {
namespace {

constexpr std::string_view kTask = "Task";
constexpr std::string_view kTransformation = "Script";
constexpr std::string_view kDatabaseId = "00112233-4455-6677-8899-aabbccddeeff";
constexpr std::string_view kDestinationId = "ffeeddcc-bbaa-9988-7766-554433221100";

constexpr std::size_t kDepthMax = 2;
constexpr std::size_t kActionsMeanwhileMax = 4;
constexpr std::size_t kSitesMax = 3;

etl::TaskDefinition new_task() {
  etl::Transformation transformation;
  transformation.name = kTransformation;
  transformation.collections = {"Orders"};
  transformation.script = kScript;
  etl::TaskDefinition task;
  task.name = kTask;
  task.connection_string_name = "There";
  task.transformations = {transformation};
  return task;
}

etl::ConnectionString connection_string() {
  etl::ConnectionString connection;
  connection.name = "There";
  connection.database = "There";
  connection.topology_discovery_urls = {"http://127.0.0.1:1"};
  return connection;
}

}  // namespace

/// Something that may happen, how often compared with the rest, and whether in the middle of
/// something else as well.
struct World::Action {
  std::size_t weight;
  void (World::*happen)();
  bool may_be_meanwhile;
};

const std::vector<World::Action>& World::actions() {
  static const std::vector<Action> kAll{
      {30, &World::client_writes, true},
      {20, &World::writer_commits, true},
      {20, &World::source_prepares, true},
      {25, &World::source_delivers, true},
      {4, &World::source_replays, true},
      {3, &World::former_prepares, true},
      {5, &World::former_delivers, true},
      {8, &World::time_passes, true},
      {4, &World::retry_is_requested, true},
      {5, &World::destination_changes_its_mind, true},
      {4, &World::delayed_transaction_commits, true},
      {4, &World::tombstones_are_cleaned, true},
      {4, &World::weather_changes, true},
      {2, &World::script_is_reset, false},
      {2, &World::source_fails, true},
      {2, &World::destination_fails, true},
      {12, &World::what_is_down_starts, false},
      {1, &World::copy_takes_over, true},
      {2, &World::process_restarts, false},
  };
  return kAll;
}

World::World(std::uint64_t seed, PlantedBug bug, Trace& trace)
    : trace_(trace),
      chance_(seed),
      weather_(chance_),
      bug_(bug),
      model_(violations_),
      watch_(model_, violations_),
      clients_(model_, chance_, trace_) {
  scripts_.define(std::string(kScript),
                  [this](const auto& input, auto&) -> Result<etl::FakeScriptHost::Objects> {
                    meanwhile();
                    const auto number = number_in(input.json);
                    if (throws(number)) return Error{ErrorCode::kScriptFailed, "it throws"};
                    return etl::FakeScriptHost::Objects{{"Orders", body_of(number)}};
                  });
  destination_server_ = make_server(std::string(kDestinationId), DiskLie::kNone);
  destination_ = std::make_unique<DestinationServer>(*destination_server_, watch_, trace_);
  sites_.push_back(std::make_unique<Site>(make_server(std::string(kDatabaseId), disk_lie(bug_))));
  CHECK(destination_server_->start());
  CHECK(start(site()));  // Writes the task.
  weather_.set_calm(false);
  start(site());
}

World::~World() = default;

std::unique_ptr<Server> World::make_server(std::string id, DiskLie lie) {
  const bool is_source = id == kDatabaseId;
  return std::make_unique<Server>(
      documents::Database::Identity{.name = "shop", .id = std::move(id), .node_tag = "A"}, lie,
      Server::Parts{clock_, chance_, [this] { return weather_.next_commit(); },
                    [this, is_source](auto engine) {
                      const bool has_bug = is_source && !weather_.is_calm();
                      return plant(has_bug ? bug_ : PlantedBug::kNone, std::move(engine), chance_);
                    }});
}

// --- What goes wrong ---

Result<void> World::at_point(Site& site, std::string_view point) {
  if (!weather_.is_calm() && chance_.one_in(40)) {
    weather_.count(Fault::kSourceKilledAtPoint);
    trace_.add("the source is killed at '{}'", point);
    site.server->kill();
  }
  if (!site.server->is_up()) return Error{ErrorCode::kUnavailable, "the server is down"};
  return {};
}

void World::meanwhile() {
  if (weather_.is_calm() || is_taking_over_ || depth_ >= kDepthMax || !chance_.one_in(4)) return;
  ++depth_;
  const Trace::Indent indent(trace_);
  for (auto count = chance_.below(kActionsMeanwhileMax); count > 0; --count) act();
  --depth_;
}

void World::act() {
  std::size_t sum = 0;
  const auto may_happen = [&](const Action& action) {
    return depth_ == 0 || action.may_be_meanwhile;
  };
  for (const auto& action : actions()) sum += may_happen(action) ? action.weight : 0;
  auto left = chance_.below(sum);
  for (const auto& action : actions()) {
    if (!may_happen(action)) continue;
    if (left < action.weight) {
      (this->*action.happen)();
      break;
    }
    left -= action.weight;
  }
  check_position();
}

// --- Sites ---

bool World::start(Site& site) {
  site.owner.reset();
  const auto started = site.server->start();
  if (!started) {
    if (started.error().code == ErrorCode::kCorruption) {
      violations_.add(Invariant::kStoreIsWhole, started.error().message);
    }
    return false;
  }
  if (&site == &this->site()) check_source();
  restart_process(site);
  return site.owner != nullptr;
}

void World::restart_process(Site& site) {
  site.owner.reset();
  const auto task = read_task(site);
  if (!task) {
    site.server->kill();
    return;
  }
  site.owner = std::make_unique<Owner>(
      ++owners_, *task,
      Owner::Parts{.server = *site.server,
                   .scripts = scripts_,
                   .destination = *destination_,
                   .watch = watch_,
                   .clock = clock_,
                   .trace = trace_,
                   .bug = bug_,
                   .next_fate = [this] { return weather_.next_call(); },
                   .meanwhile = [this] { meanwhile(); },
                   .on_point = [this, &site](auto point) { return at_point(site, point); }});
  trace_.add("{} begins, generation {}", site.owner->name(), site.owner->generation());
}

/// Writes it first if it is not there yet.
Result<etl::TaskDefinition> World::read_task(Site& site) {
  etl::TaskStore store(site.server->database(), testing::master_keys(), [] {});
  auto record = TRY(store.read());
  if (record.find_task(kTask) == nullptr) {
    TRY(store.put_connection_string(connection_string()));
    TRY(store.add(new_task()));
    record = TRY(store.read());
  }
  return *record.find_task(kTask);
}

// --- What may happen ---

void World::client_writes() {
  if (is_up(site())) clients_.write(*site().server);
}

void World::writer_commits() {
  if (is_up(site()) && site().server->database().commit_waiting()) trace_.add("the writer commits");
}

void World::source_prepares() {
  if (is_up(site()) && site().owner->can_prepare()) site().owner->prepare();
}

void World::source_delivers() {
  if (is_up(site()) && site().owner->can_deliver()) site().owner->deliver();
}

void World::source_replays() {
  if (is_up(site()) && site().owner->can_replay()) site().owner->replay();
}

void World::former_prepares() {
  for (std::size_t i = 0; i + 1 < sites_.size(); ++i) {
    if (is_up(*sites_[i]) && sites_[i]->owner->can_prepare()) sites_[i]->owner->prepare();
  }
}

void World::former_delivers() {
  for (std::size_t i = 0; i + 1 < sites_.size(); ++i) {
    if (is_up(*sites_[i]) && sites_[i]->owner->can_deliver()) sites_[i]->owner->deliver();
  }
}

void World::time_passes() {
  const std::chrono::seconds seconds(1 + chance_.below(90));
  clock_.advance(seconds);
  trace_.add("{} s pass", seconds.count());
}

void World::retry_is_requested() {
  if (!is_up(site())) return;
  auto& owner = *site().owner;
  const auto requested = owner.errors().request_retry(owner.key(), {});
  if (requested && *requested > 0) trace_.add("{} errors are to be tried again", *requested);
}

void World::destination_changes_its_mind() {
  if (chance_.one_in(3)) {
    destination_->accept_all();
    trace_.add("the destination accepts all documents");
    return;
  }
  const auto id = fmt::format("orders/{}", chance_.below(10));
  const bool lets_wait = chance_.one_in(2);
  destination_->refuse(id, lets_wait);
  trace_.add("the destination {} {}", lets_wait ? "lets wait" : "refuses", id);
}

void World::delayed_transaction_commits() {
  if (destination_->has_delayed()) destination_->commit_delayed();
}

void World::tombstones_are_cleaned() {
  if (!is_up(site())) return;
  auto& database = site().server->database();
  const auto statistics = database.statistics();
  if (!statistics) return;
  auto checkpoint = site().owner->statistics().checkpoint.value_or(Etag{});
  if (bug_ == PlantedBug::kTombstoneCleanedEarly) checkpoint = statistics->last_etag;
  const auto retention = etl::find_retention(
      *statistics,
      {{.process = "Task/Script", .collections = {"Orders"}, .checkpoint = checkpoint}});
  const auto cleaned = etl::clean_tombstones(database, retention, {});
  if (cleaned && *cleaned > 0) trace_.add("{} tombstones are cleaned", *cleaned);
  check_tombstones();
}

void World::weather_changes() {
  weather_.change();
  trace_.add("{}", weather_.describe());
}

void World::script_is_reset() {
  if (!is_up(site())) return;
  etl::TaskStore store(site().server->database(), testing::master_keys(), [] {});
  const auto reset = store.reset(kTask, kTransformation);
  if (!reset) return;
  trace_.add("the script is reset");
  restart_process(site());
}

void World::source_fails() {
  if (!is_up(site())) return;
  if (chance_.one_in(2)) {
    weather_.count(Fault::kSourceKilled);
    trace_.add("the source is killed");
    site().server->kill();
  } else {
    weather_.count(Fault::kPowerOfSource);
    trace_.add("the source loses power");
    site().server->cut_power();
  }
}

void World::destination_fails() {
  if (!destination_server_->is_up()) return;
  weather_.count(Fault::kPowerOfDestination);
  trace_.add("the destination loses power");
  destination_server_->cut_power();
}

void World::what_is_down_starts() {
  if (!destination_server_->is_up() && destination_server_->start()) {
    trace_.add("the destination starts");
    destination_->resolve();
  }
  if (!is_up(site())) {
    trace_.add("the source starts");
    start(site());
  }
}

// The copy is taken while the former source sleeps, and it wakes up when the copy has taken over:
// what it records of errors in between would not be in the copy. Its clients go to the copy.
void World::copy_takes_over() {
  if (sites_.size() == kSitesMax || !is_up(site()) || !site().owner->is_open()) return;
  auto& former = site();
  while (former.server->database().commit_waiting()) {
  }
  if (!former.server->is_up()) return;
  weather_.count(Fault::kSecondOwner);
  trace_.add("{} sleeps, and a copy of its data takes over", former.owner->name());
  auto server = make_server(std::string(kDatabaseId), disk_lie(bug_));
  server->disk().copy_from(former.server->disk());
  sites_.push_back(std::make_unique<Site>(std::move(server)));
  is_taking_over_ = true;
  if (start(site())) source_delivers();
  is_taking_over_ = false;
  if (!is_up(site()) || !site().owner->is_open()) former.server->kill();
}

void World::process_restarts() {
  if (is_up(site())) restart_process(site());
}

}  // namespace penstock::simulation
