#include "simulation/owner.h"

#include <utility>

#include <fmt/format.h>

#include "support/master_keys.h"

namespace penstock::simulation {
namespace {

using Kind = etl::NextStep::Kind;

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::kProceed: return "goes on";
    case Kind::kPrepareAgain: return "prepares again";
    case Kind::kWaitForChanges: return "is up to date";
    case Kind::kRetry: return "will try again";
    case Kind::kStop: return "stops";
  }
  return "";
}

etl::ProcessOptions options(std::function<Result<void>(std::string_view)> on_point) {
  etl::ProcessOptions options;
  options.limits.documents_max = 4;
  options.limits.slice_documents_max = 2;
  options.on_point = std::move(on_point);
  return options;
}

std::unique_ptr<etl::Destination> connection(const OwnerName& name, const Owner::Parts& parts,
                                             etl::ErrorSink& errors) {
  return plant(parts.bug,
               std::make_unique<SimulatedDestination>(
                   name, SimulatedDestination::Parts{parts.destination, parts.server, errors,
                                                     parts.next_fate, parts.meanwhile}),
               errors, parts.watch);
}

}  // namespace

Owner::Owner(int number, const etl::TaskDefinition& task, Parts parts)
    : name_(fmt::format("owner {}", number)),
      parts_(std::move(parts)),
      store_(parts_.server.database(), parts_.clock),
      errors_(store_,
              etl::process_key(parts_.server.database(), task, task.transformations.front())),
      planted_errors_(plant(parts_.bug, errors_)),
      destination_(
          connection({number, task.transformations.front().generation}, parts_, *planted_errors_)),
      process_(etl::process_identity(parts_.server.database(), task, task.transformations.front()),
               {parts_.server.database(), parts_.scripts, *destination_, errors_, parts_.clock,
                testing::master_keys()},
               options(parts_.on_point)) {}

bool Owner::can_prepare() const { return !is_preparing_ && prepare_after_ && !prepared_; }

bool Owner::can_deliver() const {
  if (is_delivering_ || has_stopped_) return false;
  return is_open() ? prepared_.has_value() : parts_.clock.monotonic() >= retry_at_;
}

void Owner::prepare() {
  const auto round = round_;
  is_preparing_ = true;
  auto batch = process_.prepare(*prepare_after_, {});
  is_preparing_ = false;
  if (round != round_) return;
  parts_.trace.add("{} prepares from {} to {}", name_, prepare_after_->value,
                   batch ? std::to_string(batch->load.to.value) : batch.error().message);
  if (!batch) {
    prepare_after_.reset();
  } else if (!batch->nothing()) {
    prepare_after_ = batch->load.to;
  }
  prepared_ = std::move(batch);
}

void Owner::deliver() {
  is_delivering_ = true;
  const auto next =
      is_open() ? process_.deliver(*std::exchange(prepared_, std::nullopt), {}) : process_.open({});
  is_delivering_ = false;
  follow(next);
}

void Owner::replay() {
  is_delivering_ = true;
  const auto next = process_.replay({});
  is_delivering_ = false;
  follow(next);
}

void Owner::follow(const etl::NextStep& next) {
  parts_.trace.add("{} {}, {}", name_, to_string(next.kind), process_.statistics().describe());
  is_up_to_date_ = next.kind == Kind::kWaitForChanges;
  switch (next.kind) {
    case Kind::kProceed:
    case Kind::kWaitForChanges: return;
    case Kind::kPrepareAgain: return begin_round(process_.position());
    case Kind::kRetry: retry_at_ = parts_.clock.monotonic() + next.delay; break;
    case Kind::kStop: has_stopped_ = true; break;
  }
  begin_round(std::nullopt);
}

void Owner::begin_round(std::optional<Etag> prepare_after) {
  ++round_;
  prepared_.reset();
  prepare_after_ = prepare_after;
}

}  // namespace penstock::simulation
