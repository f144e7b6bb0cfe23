#include <algorithm>
#include <utility>
#include <vector>

#include "simulation/planted_bugs.h"

// Bugs between an ETL process and its destination.
namespace penstock::simulation {
namespace {

// --- Errors ---

/// Keeps what it is given until it is told to record it.
class LateErrors final : public etl::ErrorSink {
 public:
  explicit LateErrors(etl::ErrorSink& errors) : errors_(errors) {}

  Result<void> record(std::span<const etl::DocumentError> errors) override {
    kept_.assign(errors.begin(), errors.end());
    return {};
  }
  Result<void> record_kept() { return errors_.record(std::exchange(kept_, {})); }
  void drop_kept() { kept_.clear(); }

 private:
  etl::ErrorSink& errors_;
  std::vector<etl::DocumentError> kept_;
};

/// The sink as it is.
class PassedErrors final : public etl::ErrorSink {
 public:
  explicit PassedErrors(etl::ErrorSink& errors) : errors_(errors) {}
  Result<void> record(std::span<const etl::DocumentError> errors) override {
    return errors_.record(errors);
  }

 private:
  etl::ErrorSink& errors_;
};

// --- Destinations ---

using etl::LoadBatch;
using etl::LoadOutcome;
using etl::Position;

/// `batch` with its documents from `begin` to `end`, between other positions.
LoadBatch part_of(const LoadBatch& batch, std::size_t begin, std::size_t end, etl::Etag from,
                  etl::Etag to) {
  LoadBatch part;
  part.documents.assign(batch.documents.begin() + static_cast<std::ptrdiff_t>(begin),
                        batch.documents.begin() + static_cast<std::ptrdiff_t>(end));
  part.from = from;
  part.to = to;
  return part;
}

Position moved(Position position, etl::Etag etag) {
  position.etag = etag;
  return position;
}

class DecoratedDestination : public etl::Destination {
 public:
  explicit DecoratedDestination(std::unique_ptr<etl::Destination> destination)
      : destination_(std::move(destination)) {}

  Result<Position> open(const etl::ProcessKey& process, etl::Generation generation,
                        const std::stop_token& stop) override {
    return destination_->open(process, generation, stop);
  }
  Result<Position> reopen(const etl::ProcessKey& process, etl::Generation generation,
                          etl::Epoch epoch, const std::stop_token& stop) override {
    return destination_->reopen(process, generation, epoch, stop);
  }
  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    return destination_->load(batch, from, stop);
  }
  Result<etl::HeldPage> held(const std::string& begin, const std::stop_token& stop) override {
    return destination_->held(begin, stop);
  }

 protected:
  etl::Destination& destination() const { return *destination_; }

 private:
  const std::unique_ptr<etl::Destination> destination_;
};

class CheckpointBeforeLoad final : public DecoratedDestination {
 public:
  using DecoratedDestination::DecoratedDestination;

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    TRY(destination().load(part_of(batch, 0, 0, batch.from, batch.to), from, stop));
    return destination().load(part_of(batch, 0, batch.documents.size(), batch.to, batch.to),
                              moved(from, batch.to), stop);
  }
};

class BatchHalfApplied final : public DecoratedDestination {
 public:
  using DecoratedDestination::DecoratedDestination;

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    const auto count = batch.documents.size();
    if (count < 2) return destination().load(batch, from, stop);
    const auto first =
        TRY(destination().load(part_of(batch, 0, count / 2, batch.from, batch.from), from, stop));
    auto second =
        TRY(destination().load(part_of(batch, count / 2, count, batch.from, batch.to), from, stop));
    second.successes += first.successes;
    second.rejected_documents.insert(second.rejected_documents.end(),
                                     first.rejected_documents.begin(),
                                     first.rejected_documents.end());
    return second;
  }
};

class FenceNotCompared final : public DecoratedDestination {
 public:
  FenceNotCompared(std::unique_ptr<etl::Destination> destination, const DeliveryWatch& watch)
      : DecoratedDestination(std::move(destination)), watch_(watch) {}

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    auto newest = from;
    newest.epoch = watch_.epoch();
    return destination().load(batch, newest, stop);
  }

 private:
  const DeliveryWatch& watch_;
};

class GenerationIgnored final : public DecoratedDestination {
 public:
  using DecoratedDestination::DecoratedDestination;

  Result<Position> open(const etl::ProcessKey& process, etl::Generation,
                        const std::stop_token& stop) override {
    return destination().open(process, kGeneration, stop);
  }
  Result<Position> reopen(const etl::ProcessKey& process, etl::Generation, etl::Epoch epoch,
                          const std::stop_token& stop) override {
    return destination().reopen(process, kGeneration, epoch, stop);
  }

 private:
  static constexpr etl::Generation kGeneration{1};
};

class LostAnswerRepeated final : public DecoratedDestination {
 public:
  LostAnswerRepeated(std::unique_ptr<etl::Destination> destination, const DeliveryWatch& watch)
      : DecoratedDestination(std::move(destination)), watch_(watch) {}

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    auto loaded = destination().load(batch, from, stop);
    if (loaded || loaded.error().code != ErrorCode::kTimeout) return loaded;
    const auto at = watch_.position();
    return destination().load(part_of(batch, 0, batch.documents.size(), at, std::max(at, batch.to)),
                              moved(from, at), stop);
  }

 private:
  const DeliveryWatch& watch_;
};

class ReplayLosesDocument final : public DecoratedDestination {
 public:
  using DecoratedDestination::DecoratedDestination;

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    if (batch.from != batch.to || batch.documents.empty()) {
      return destination().load(batch, from, stop);
    }
    return destination().load(part_of(batch, 0, 0, batch.from, batch.to), from, stop);
  }
};

class ErrorRecordedLate final : public DecoratedDestination {
 public:
  ErrorRecordedLate(std::unique_ptr<etl::Destination> destination, LateErrors& errors)
      : DecoratedDestination(std::move(destination)), errors_(errors) {}

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    errors_.drop_kept();
    auto outcome = TRY(destination().load(batch, from, stop));
    TRY(errors_.record_kept());
    return outcome;
  }

 private:
  LateErrors& errors_;
};

}  // namespace

std::unique_ptr<etl::ErrorSink> plant(PlantedBug bug, etl::ErrorSink& errors) {
  if (bug == PlantedBug::kErrorRecordedLate) return std::make_unique<LateErrors>(errors);
  return std::make_unique<PassedErrors>(errors);
}

std::unique_ptr<etl::Destination> plant(PlantedBug bug,
                                        std::unique_ptr<etl::Destination> destination,
                                        etl::ErrorSink& planted_errors,
                                        const DeliveryWatch& watch) {
  switch (bug) {
    case PlantedBug::kCheckpointBeforeLoad:
      return std::make_unique<CheckpointBeforeLoad>(std::move(destination));
    case PlantedBug::kBatchHalfApplied:
      return std::make_unique<BatchHalfApplied>(std::move(destination));
    case PlantedBug::kFenceNotCompared:
      return std::make_unique<FenceNotCompared>(std::move(destination), watch);
    case PlantedBug::kGenerationIgnored:
      return std::make_unique<GenerationIgnored>(std::move(destination));
    case PlantedBug::kLostAnswerRepeated:
      return std::make_unique<LostAnswerRepeated>(std::move(destination), watch);
    case PlantedBug::kReplayLosesDocument:
      return std::make_unique<ReplayLosesDocument>(std::move(destination));
    case PlantedBug::kErrorRecordedLate:
      return std::make_unique<ErrorRecordedLate>(std::move(destination),
                                                 dynamic_cast<LateErrors&>(planted_errors));
    default: return destination;
  }
}

}  // namespace penstock::simulation
