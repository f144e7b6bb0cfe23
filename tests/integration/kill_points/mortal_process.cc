// A program that runs one ETL process over the story, and dies by SIGKILL when it reaches POINT
// for the COUNTth time; exit code 0 when all is delivered.
//
//   mortal_process DATA_FOLDER FACTORY CONNECTION SQLITE_FOLDER POINT COUNT
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>

#include "base/clock.h"
#include "etl/error_store.h"
#include "etl/process.h"
#include "etl/sql/sql_destination.h"
#include "integration/kill_points/story.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "script/discovery.h"
#include "script/script_host.h"
#include "support/master_keys.h"
#include "support/temporary_database.h"

namespace penstock::testing {
namespace {

/// The moment of death.
class Mortality {
 public:
  Mortality(std::string point, int count) : point_(std::move(point)), left_(count) {}

  void reach(std::string_view point) {
    if (point == point_ && --left_ == 0) kill(getpid(), SIGKILL);
  }

 private:
  std::string point_;
  int left_;
};

/// Between the moment when what the destination rejects is on disk, and its commit.
class MortalErrors final : public etl::ErrorSink {
 public:
  MortalErrors(etl::ErrorSink& errors, Mortality& mortality)
      : errors_(errors), mortality_(mortality) {}

  Result<void> record(std::span<const etl::DocumentError> errors) override {
    TRY(errors_.record(errors));
    mortality_.reach("rejections-recorded");
    return {};
  }

 private:
  etl::ErrorSink& errors_;
  Mortality& mortality_;
};

etl::sql::SqlConfiguration configuration(char** arguments) {
  etl::sql::SqlConfiguration configuration;
  configuration.factory_name = arguments[0];
  configuration.connection_string = arguments[1];
  configuration.options.sqlite_folder = arguments[2];
  configuration.tables = story_tables();
  return configuration;
}

void run_until_up_to_date(etl::EtlProcess& process, Mortality& mortality) {
  using Kind = etl::NextStep::Kind;
  while (true) {
    const bool was_open = process.is_open();
    const auto next = was_open ? process.step({}) : process.open({});
    if (!was_open && process.is_open()) mortality.reach("opened");
    if (next.kind == Kind::kWaitForChanges) return;
    if (next.kind == Kind::kProceed || next.kind == Kind::kPrepareAgain) continue;
    std::fprintf(stderr, "%s\n", process.statistics().describe().c_str());
    std::exit(1);
  }
}

int run(char** arguments) {
  Mortality mortality(arguments[4], std::atoi(arguments[5]));
  TemporaryDatabase database(must(kv::rocksdb::RocksdbProvider::open({.folder = arguments[0]})));
  SystemClock clock;
  const auto scripts = must(script::ScriptHost::open(
      {.worker_command = {PENSTOCK_BINARY, "script-worker"}, .workers = 1, .limits = {}}, clock));
  const auto task = story_task();
  const auto& transformation = task.transformations.front();
  etl::ErrorStore store(*database, clock);
  etl::ProcessErrors errors(store, story_process(database));
  MortalErrors mortal_errors(errors, mortality);
  const auto destination = must(etl::sql::SqlDestination::make(
      configuration(arguments + 1), script::discover_targets(transformation.script), mortal_errors,
      clock));
  auto options = story_options();
  options.on_point = [&](std::string_view point) -> Result<void> {
    mortality.reach(point);
    return {};
  };
  etl::EtlProcess process(etl::process_identity(*database, task, transformation),
                          {*database, *scripts, *destination, errors, clock, master_keys()},
                          std::move(options));
  for (const int part : {1, 2}) {
    tell(database, part);
    run_until_up_to_date(process, mortality);
  }
  return 0;
}

}  // namespace
}  // namespace penstock::testing

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  return penstock::testing::run(argv + 1);
}
