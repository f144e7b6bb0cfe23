#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "simulation/chance.h"
#include "simulation/clients.h"
#include "simulation/delivery_watch.h"
#include "simulation/destination_server.h"
#include "simulation/invariants.h"
#include "simulation/owner.h"
#include "simulation/planted_bugs.h"
#include "simulation/server.h"
#include "simulation/source_model.h"
#include "simulation/trace.h"
#include "simulation/weather.h"
#include "support/fake_script_host.h"

namespace penstock::simulation {

/// A source with its clients, an ETL task, its destination, and all that happens to them: one
/// thread, virtual time, and chance for all that is left open. Former sources, of whose data the
/// present one took a copy while they slept, wake up and go on. Confined to one thread.
class World {
 public:
  World(std::uint64_t seed, PlantedBug bug, Trace& trace);
  ~World();

  /// Anything that may happen.
  void act();

  /// No more faults and no more writes: what is left to do is done, and compared.
  void settle();

  const Violations& violations() const { return violations_; }
  const FaultCounts& faults() const { return weather_.faults(); }

 private:
  /// A source server with the task on it.
  struct Site {
    explicit Site(std::unique_ptr<Server> computer) : server(std::move(computer)) {}
    std::unique_ptr<Server> server;
    std::unique_ptr<Owner> owner;  ///< Null while the server is down.
  };
  struct Action;
  static const std::vector<Action>& actions();

  std::unique_ptr<Server> make_server(std::string name, DiskLie lie);
  Result<void> at_point(Site& site, std::string_view point);
  void meanwhile();

  Site& site() { return *sites_.back(); }
  bool is_up(const Site& site) const { return site.owner != nullptr && site.server->is_up(); }
  bool start(Site& site);
  void restart_process(Site& site);
  Result<etl::TaskDefinition> read_task(Site& site);

  // What may happen.
  void client_writes();
  void writer_commits();
  void source_prepares();
  void source_delivers();
  void source_replays();
  void former_prepares();
  void former_delivers();
  void time_passes();
  void retry_is_requested();
  void destination_changes_its_mind();
  void delayed_transaction_commits();
  void tombstones_are_cleaned();
  void weather_changes();
  void script_is_reset();
  void source_fails();
  void destination_fails();
  void what_is_down_starts();
  void copy_takes_over();
  void process_restarts();

  // What must hold.
  void check_position();
  void check_source();
  void check_tombstones();
  void check_end();
  std::set<std::string> failed_documents();

  Trace& trace_;
  Chance chance_;
  Weather weather_;
  const PlantedBug bug_;
  ManualClock clock_;
  Violations violations_;
  SourceModel model_;
  DeliveryWatch watch_;
  etl::FakeScriptHost scripts_;
  Clients clients_;
  std::unique_ptr<Server> destination_server_;
  std::unique_ptr<DestinationServer> destination_;
  std::vector<std::unique_ptr<Site>> sites_;  ///< The last is the source.
  int owners_ = 0;
  std::size_t depth_ = 0;        ///< Of actions in the middle of others.
  bool is_taking_over_ = false;  ///< A copy is, while its former owner sleeps.
};

}  // namespace penstock::simulation
