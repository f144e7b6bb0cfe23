#include "etl/bulk_dry_run.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "documents/document.h"
#include "etl/current_changes.h"
#include "etl/dry_run.h"

namespace penstock::etl {
namespace {

/// A slow script tells as often as that.
constexpr std::chrono::milliseconds kBatchTimeMax{1'000};

std::uint64_t count_documents(const documents::DatabaseStatistics& statistics,
                              const Transformation& transformation) {
  std::uint64_t count = 0;
  for (const auto& collection : statistics.collections) {
    const bool is_left_out = transformation.all_documents &&
                             equal_ignoring_case(collection.name, documents::kHiloCollection);
    if (!is_left_out && tracks(transformation, collection.name)) count += collection.documents;
  }
  return count;
}

/// Adds up what batches would send.
class Tally {
 public:
  Tally(const Clock& clock, std::uint64_t total) : clock_(clock) { state_.total = total; }

  void add(const PreparedBatch& batch) {
    state_.documents += batch.statistics.documents;
    state_.deletions += batch.statistics.tombstones;
    state_.failed += batch.failed.size();
    for (const auto& document : batch.load.documents) add(document);
    for (const auto& error : batch.failed) causes_.add({error, clock_.now()});
    state_.causes = causes_.list(kDryRunCausesMax);
  }

  const BulkDryRunState& state() const { return state_; }

 private:
  void add(const LoadDocument& document) {
    if (document.kind == LoadDocument::Kind::kPut && document.objects.empty()) {
      if (++state_.filtered == 1) state_.filtered_id = document.id;
    }
    for (const auto& object : document.objects) ++target_of(object, document).objects;
  }

  // A script has a handful of them.
  DryRunTarget& target_of(const LoadObject& object, const LoadDocument& document) {
    const auto found = std::ranges::find(state_.targets, object.target, &DryRunTarget::name);
    if (found != state_.targets.end()) return *found;
    return state_.targets.emplace_back(
        DryRunTarget{.name = std::string(object.target), .sample_id = document.id});
  }

  const Clock& clock_;
  BulkDryRunState state_;
  ErrorCauses causes_;
};

}  // namespace

Result<BulkDryRunState> bulk_dry_run(const BatchBuilder::Parts& parts,
                                     const BulkDryRunRequest& request,
                                     const BulkDryRunReport& report, const std::stop_token& stop) {
  TRY(check_dry_run(request.task));
  const auto& transformation = request.task.transformations.front();
  const auto begun = TRY(parts.database.statistics());
  Tally tally(parts.clock, std::min(count_documents(begun, transformation), request.documents_max));
  BatchBuilderLimits limits;
  limits.time_max = kBatchTimeMax;
  std::optional<BatchBuilder> builder;
  Etag position;
  while (position < begun.last_etag && tally.state().documents < request.documents_max) {
    const auto left = request.documents_max - tally.state().documents;
    if (!builder || left < limits.documents_max) {
      limits.documents_max = std::min<std::uint64_t>(limits.documents_max, left);
      builder.emplace(parts, transformation, limits);
    }
    const auto batch = TRY(builder->build(position, stop));
    // The time of a batch may be over before it has anything: while its worker started.
    if (batch.nothing() && batch.statistics.end == BatchEnd::kNothingLeft) break;
    position = batch.load.to;
    tally.add(batch);
    report(tally.state());
  }
  return tally.state();
}

}  // namespace penstock::etl
