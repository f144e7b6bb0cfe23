#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "etl/error_store.h"
#include "etl/process.h"
#include "etl/task_definition.h"
#include "script/script_host.h"
#include "simulation/delivery_watch.h"
#include "simulation/planted_bugs.h"
#include "simulation/server.h"
#include "simulation/simulated_destination.h"
#include "simulation/trace.h"

namespace penstock::simulation {

/// One start of the task on a server: its process, with the two halves that etl::ProcessRunner has
/// threads for, and the batch between them. Each half does one thing when it is called. Confined to
/// one thread, but one half may be called in the middle of the other.
class Owner {
 public:
  struct Parts {
    Server& server;
    script::ScriptHost& scripts;
    DestinationServer& destination;
    const DeliveryWatch& watch;
    Clock& clock;
    Trace& trace;
    PlantedBug bug;
    std::function<CallFate()> next_fate;
    std::function<void()> meanwhile;
    std::function<Result<void>(std::string_view)> on_point;
  };
  Owner(int number, const etl::TaskDefinition& task, Parts parts);

  /// Whether there is something to do for a half that is not doing something already.
  bool can_prepare() const;
  bool can_deliver() const;
  bool can_replay() const { return is_open() && !is_delivering_; }

  void prepare();
  /// Opens the destination, or delivers what is prepared.
  void deliver();
  /// Delivers again what was asked for, and what is due because it waits for another document.
  void replay();

  bool is_open() const { return process_.is_open(); }
  /// Another owner has taken over, or a person has to do something.
  bool has_stopped() const { return has_stopped_; }
  /// Some documents wait for others, and will be tried again though nobody asks.
  bool has_tries_left() const { return process_.until_next_try().has_value(); }
  /// A look at the source found nothing to deliver.
  bool is_up_to_date() const { return is_up_to_date_; }
  etl::ProcessStatistics statistics() const { return process_.statistics(); }
  std::string_view name() const { return name_; }

  etl::ErrorStore& errors() { return store_; }
  const etl::ProcessKey& key() const { return process_.identity().key; }
  std::uint64_t generation() const { return process_.identity().transformation.generation; }

 private:
  void follow(const etl::NextStep& next);
  void begin_round(std::optional<Etag> prepare_after);

  const std::string name_;
  const Parts parts_;
  etl::ErrorStore store_;
  etl::ProcessErrors errors_;
  std::unique_ptr<etl::ErrorSink> planted_errors_;
  std::unique_ptr<etl::Destination> destination_;
  etl::EtlProcess process_;

  std::uint64_t round_ = 0;  ///< What was prepared in another one is void.
  std::optional<Etag> prepare_after_;
  std::optional<Result<etl::PreparedBatch>> prepared_;
  MonotonicTime retry_at_{};
  bool has_stopped_ = false;
  bool is_up_to_date_ = false;
  bool is_preparing_ = false;
  bool is_delivering_ = false;
};

}  // namespace penstock::simulation
