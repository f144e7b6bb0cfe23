#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "etl/destination.h"
#include "simulation/delivery_watch.h"
#include "simulation/destination_server.h"
#include "simulation/server.h"

namespace penstock::simulation {

/// What becomes of a call over the network.
enum class CallFate : std::uint8_t {
  kDone,
  kRefused,          ///< Nothing arrives.
  kCutBeforeCommit,  ///< The connection breaks, and the transaction is rolled back.
  kCutAfterCommit,   ///< The answer is lost.
  kDelayed,          ///< The caller gives up; the transaction commits later, if it still can.
};

/// A connection to it, over a network that fails. Confined to one thread.
class SimulatedDestination final : public etl::Destination {
 public:
  struct Parts {
    DestinationServer& server;
    Server& own;  ///< Where the process runs.
    etl::ErrorSink& errors;
    std::function<CallFate()> next_fate;  ///< Asked at each call.
    std::function<void()> meanwhile;      ///< Lets others act while a call is on its way.
  };
  SimulatedDestination(OwnerName owner, Parts parts) : owner_(owner), parts_(std::move(parts)) {}

  Result<etl::Position> open(const etl::ProcessKey& process, etl::Generation generation,
                             const std::stop_token&) override {
    return connect(process, generation, std::nullopt);
  }
  Result<etl::Position> reopen(const etl::ProcessKey& process, etl::Generation generation,
                               etl::Epoch epoch, const std::stop_token&) override {
    return connect(process, generation, epoch);
  }
  Result<etl::LoadOutcome> load(const etl::LoadBatch& batch, const etl::Position& from,
                                const std::stop_token&) override;
  Result<etl::HeldPage> held(const std::string&, const std::stop_token&) override {
    return etl::HeldPage();
  }

 private:
  Result<etl::Position> connect(const etl::ProcessKey& process, etl::Generation generation,
                                std::optional<etl::Epoch> epoch);
  Result<std::vector<std::string>> reject(const etl::LoadBatch& batch);
  Result<void> send(const DeliveredBatch& batch);
  Result<void> still_up() const;

  const OwnerName owner_;
  const Parts parts_;
  etl::ProcessKey process_;
};

}  // namespace penstock::simulation
