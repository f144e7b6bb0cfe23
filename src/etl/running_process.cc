#include "etl/running_process.h"

#include <utility>

namespace penstock::etl {
namespace {

/// In place of a destination that could not be made: says why, each time it is tried.
class UnusableDestination final : public Destination {
 public:
  explicit UnusableDestination(Error reason) : reason_(std::move(reason)) {}

  Result<Position> open(const ProcessKey&, Generation, const std::stop_token&) override {
    return reason_;
  }
  Result<Position> reopen(const ProcessKey&, Generation, Epoch, const std::stop_token&) override {
    return reason_;
  }
  Result<LoadOutcome> load(const LoadBatch&, const Position&, const std::stop_token&) override {
    return reason_;
  }
  Result<HeldPage> held(const std::string&, const std::stop_token&) override { return reason_; }

 private:
  const Error reason_;
};

std::unique_ptr<Destination> make_destination(const ProcessBlueprint& blueprint,
                                              const ProcessSurroundings& surroundings,
                                              ErrorSink& errors) {
  auto destination =
      surroundings.make_destination({blueprint.task, blueprint.transformation, blueprint.connection,
                                     surroundings.source, errors});
  if (destination) return *std::move(destination);
  return std::make_unique<UnusableDestination>(std::move(destination).error());
}

}  // namespace

ProcessBlueprint ProcessBlueprint::make(const TaskDefinition& task,
                                        const Transformation& transformation,
                                        const ConnectionString& connection) {
  ProcessBlueprint blueprint{task, transformation, connection};
  blueprint.task.transformations.clear();
  return blueprint;
}

RunningProcess::RunningProcess(ProcessBlueprint blueprint, const ProcessSurroundings& surroundings)
    : blueprint_(std::move(blueprint)),
      errors_(surroundings.errors,
              process_key(surroundings.source, blueprint_.task, blueprint_.transformation)),
      destination_(make_destination(blueprint_, surroundings, errors_)),
      process_(process_identity(surroundings.source, blueprint_.task, blueprint_.transformation),
               {surroundings.source, surroundings.scripts, *destination_, errors_,
                surroundings.clock, surroundings.keys},
               surroundings.options),
      runner_(process_, surroundings.source, surroundings.clock) {}

}  // namespace penstock::etl
