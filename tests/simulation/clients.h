#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "documents/database.h"
#include "simulation/chance.h"
#include "simulation/server.h"
#include "simulation/source_model.h"
#include "simulation/trace.h"

namespace penstock::simulation {

/// Write documents and delete them, without waiting for each other, so that several writes share a
/// commit, and remember what they were answered. Confined to one thread.
class Clients {
 public:
  Clients(SourceModel& model, Chance& chance, Trace& trace)
      : model_(model), chance_(chance), trace_(trace) {}

  /// One transaction of any kind. `server` must outlive its answer.
  void write(Server& server);

 private:
  struct Write;
  struct Change;

  Change make_change();
  std::string pick_id();
  void answered(const Write& write, const Server& server, const Result<void>& result);

  SourceModel& model_;
  Chance& chance_;
  Trace& trace_;
  std::uint64_t last_number_ = 0;
};

}  // namespace penstock::simulation
