#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "etl/destination.h"
#include "simulation/delivery_watch.h"
#include "simulation/server.h"
#include "simulation/trace.h"

namespace penstock::simulation {

/// A Penstock that documents are delivered to: its database, where the checkpoint of the task moves
/// in the transaction of the documents, the transactions that are still under way to it, and the
/// ids that it refuses. Tells the watch of all that it commits. Confined to one thread.
class DestinationServer {
 public:
  DestinationServer(Server& server, DeliveryWatch& watch, Trace& trace)
      : server_(server), watch_(watch), trace_(trace) {}

  /// Opens, or opens again under `epoch`.
  Result<etl::Position> open(const etl::ProcessKey& process, const OwnerName& owner,
                             etl::Generation generation, std::optional<etl::Epoch> epoch);

  Result<void> commit(const etl::ProcessKey& process, const DeliveredBatch& batch);

  /// Commits it at a later moment.
  void delay(const etl::ProcessKey& process, const DeliveredBatch& batch);
  bool has_delayed() const { return !delayed_.empty(); }
  void commit_delayed();

  /// To be called when the server is up again: finds out what became of a transaction that had no
  /// answer.
  void resolve();

  /// `lets_wait`: for want of another document, or so it says.
  void refuse(const std::string& id, bool lets_wait) { refused_[id] = lets_wait; }
  void accept_all() { refused_.clear(); }
  bool refuses(const std::string& id) const { return refused_.contains(id); }
  /// Only of an id that it refuses.
  bool lets_wait(const std::string& id) const { return refused_.at(id); }

  Server& server() { return server_; }

  /// The number of the version of each document.
  std::map<std::string, std::uint64_t> documents();

 private:
  struct Delayed {
    etl::ProcessKey process;
    DeliveredBatch batch;
  };
  /// Runs `transaction` with a mark of its own; `done` when it is known to be committed.
  Result<void> run(documents::Transaction transaction, std::function<void()> done);

  Server& server_;
  DeliveryWatch& watch_;
  Trace& trace_;
  std::map<std::string, bool> refused_;  ///< Whether it lets the document wait.
  std::vector<Delayed> delayed_;
  std::uint64_t last_mark_ = 0;
  std::function<void()> unresolved_;  ///< Of the transaction `last_mark_`.
};

}  // namespace penstock::simulation
