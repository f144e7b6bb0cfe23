#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "kv/engine.h"
#include "simulation/simulated_disk.h"

namespace penstock::simulation {

/// A computer with one database. Its programs end with its power, or alone (killed): from then on
/// nothing that was started on it gets anything done. Confined to one thread.
class Server {
 public:
  struct Parts {
    Clock& clock;
    Chance& chance;
    std::function<CommitFate()> next_fate;  ///< Asked at each commit.
    /// Puts a decorator around the engine of a start, or none.
    std::function<std::unique_ptr<kv::Engine>(std::unique_ptr<kv::Engine>)> decorate;
  };
  Server(documents::Database::Identity identity, DiskLie lie, Parts parts);

  /// Opens the database over what the disk has.
  Result<void> start();
  /// Takes what has ended away. What uses the database must be gone before.
  void clear();

  void cut_power();
  void kill() { is_up_ = false; }
  bool is_up() const { return is_up_; }

  documents::Database& database() { return *database_; }
  SimulatedDisk& disk() { return disk_; }

  /// How often it was started.
  int starts() const { return starts_; }

 private:
  class DiskEngine;

  const documents::Database::Identity identity_;
  const Parts parts_;
  SimulatedDisk disk_;
  bool is_up_ = false;
  bool lost_power_ = false;
  int starts_ = 0;
  std::unique_ptr<documents::Database> database_;
};

}  // namespace penstock::simulation
