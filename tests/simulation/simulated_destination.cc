#include "simulation/simulated_destination.h"

#include <utility>

namespace penstock::simulation {
namespace {

const Error kNoConnection{ErrorCode::kUnavailable, "there is no connection"};
const Error kNoAnswer{ErrorCode::kTimeout, "there was no answer"};

}  // namespace

// Who has no power gets no answers, and a process that was killed does not act on them.
Result<void> SimulatedDestination::still_up() const {
  if (parts_.own.is_up()) return {};
  return kNoConnection;
}

Result<etl::Position> SimulatedDestination::connect(const etl::ProcessKey& process,
                                                    etl::Generation generation,
                                                    std::optional<etl::Epoch> epoch) {
  process_ = process;
  parts_.meanwhile();
  TRY(still_up());
  const auto fate = parts_.next_fate();
  if (fate == CallFate::kRefused) return kNoConnection;
  auto position = parts_.server.open(process, owner_, generation, epoch);
  if (fate != CallFate::kDone) return kNoAnswer;
  return position;
}

Result<etl::LoadOutcome> SimulatedDestination::load(const etl::LoadBatch& batch,
                                                    const etl::Position& from,
                                                    const std::stop_token&) {
  DeliveredBatch delivered{.owner = owner_, .from = from, .to = batch.to, .documents = {}};
  etl::LoadOutcome outcome;
  outcome.rejected_documents = TRY(reject(batch));
  for (const auto& document : batch.documents) {
    if (parts_.server.refuses(document.id)) continue;
    const auto number = document.objects.empty() ? 0 : number_in(document.objects.front().json);
    delivered.documents.push_back({document.id, document.etag, number});
  }
  parts_.meanwhile();
  TRY(still_up());
  TRY(send(delivered));
  TRY(still_up());
  outcome.successes = delivered.documents.size();
  outcome.position = from;
  outcome.position.etag = batch.to;
  return outcome;
}

Result<std::vector<std::string>> SimulatedDestination::reject(const etl::LoadBatch& batch) {
  std::vector<std::string> rejected;
  std::vector<etl::DocumentError> errors;
  for (const auto& document : batch.documents) {
    if (!parts_.server.refuses(document.id)) continue;
    rejected.push_back(document.id);
    errors.push_back({document.id, document.etag, etl::ErrorStep::kLoad, "refused",
                      parts_.server.lets_wait(document.id)});
  }
  if (!errors.empty()) TRY(parts_.errors.record(errors));
  return rejected;
}

Result<void> SimulatedDestination::send(const DeliveredBatch& batch) {
  switch (parts_.next_fate()) {
    case CallFate::kDone: return parts_.server.commit(process_, batch);
    case CallFate::kRefused: return kNoConnection;
    case CallFate::kCutBeforeCommit: return kNoAnswer;
    case CallFate::kDelayed: parts_.server.delay(process_, batch); return kNoAnswer;
    case CallFate::kCutAfterCommit: TRY(parts_.server.commit(process_, batch)); return kNoAnswer;
  }
  return kNoConnection;
}

}  // namespace penstock::simulation
