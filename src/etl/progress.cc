#include "etl/progress.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "etl/change_source.h"
#include "etl/script_plan.h"

namespace penstock::etl {
namespace {

using documents::ChangeStream;
using documents::CountedItem;

/// The streams of what hangs on documents.
struct ItemStream {
  ChangeStream stream;
  CountedItem count;
  ItemProgress ProcessProgress::*progress;
};

constexpr std::array kItemStreams = {
    ItemStream{ChangeStream::kCounters, CountedItem::kCounters, &ProcessProgress::counters},
    ItemStream{ChangeStream::kCounterTombstones, CountedItem::kCounterTombstones,
               &ProcessProgress::counter_tombstones},
    ItemStream{ChangeStream::kAttachmentTombstones, CountedItem::kAttachmentTombstones,
               &ProcessProgress::attachment_tombstones},
    ItemStream{ChangeStream::kTimeSeriesSegments, CountedItem::kTimeSeriesSegments,
               &ProcessProgress::time_series_segments},
    ItemStream{ChangeStream::kTimeSeriesDeletedRanges, CountedItem::kTimeSeriesDeletedRanges,
               &ProcessProgress::time_series_deleted_ranges}};

using Streams = std::vector<ChangeStream>;

bool tracks(const Streams& streams, ChangeStream stream) {
  return std::ranges::find(streams, stream) != streams.end();
}

void count_totals(const documents::DatabaseStatistics& totals, const Transformation& transformation,
                  const Streams& streams, ProcessProgress& progress) {
  const auto tracked = tracked_collections(transformation);
  for (const auto& collection : totals.collections) {
    const bool counts = tracked.empty() || std::ranges::any_of(tracked, [&](const auto& name) {
                          return equal_ignoring_case(name, collection.name);
                        });
    if (!counts) continue;
    progress.documents.total += collection.documents;
    progress.tombstones.total += collection.tombstones;
    for (const auto& item : kItemStreams) {
      if (tracks(streams, item.stream)) {
        (progress.*item.progress).total += collection.items.of(item.count);
      }
    }
  }
}

double documents_per_second(const ProcessStatistics& statistics) {
  std::uint64_t documents = 0;
  for (const auto& batch : statistics.batches) {
    if (batch.succeeded) documents += batch.documents;
  }
  if (documents == 0) return 0;
  const auto took =
      statistics.batches.back().load_ended - statistics.batches.front().prepare_started;
  const double seconds = std::chrono::duration<double>(took).count();
  return seconds > 0 ? static_cast<double>(documents) / seconds : 0;
}

}  // namespace

ProgressReader::ProgressReader(documents::DatabaseSnapshot snapshot,
                               documents::DatabaseStatistics totals, std::uint64_t counted_max)
    : snapshot_(std::move(snapshot)), totals_(std::move(totals)), counted_max_(counted_max) {}

Result<ProgressReader> ProgressReader::open(const documents::Database& source,
                                            std::uint64_t counted_max) {
  auto snapshot = TRY(source.snapshot());
  return ProgressReader(std::move(snapshot), TRY(source.statistics()), counted_max);
}

Result<ProcessProgress> ProgressReader::read(const Transformation& transformation,
                                             const ProcessStatistics& statistics) const {
  ProcessProgress progress;
  progress.transformation = transformation.name;
  const ScriptPlan plan(transformation);
  count_totals(totals_, transformation, plan.streams(), progress);
  const documents::ChangeFeed feed(snapshot_.storage(), tracked_collections(transformation));
  const Etag checkpoint = statistics.checkpoint.value_or(Etag{});
  progress.completed = true;
  const auto count = [&](ChangeStream stream, ItemProgress& item) -> Result<void> {
    TRY(count_remaining(feed, stream, checkpoint, item));
    progress.completed = progress.completed && item.remaining == 0;
    progress.is_at_least = progress.is_at_least || item.is_at_least;
    return {};
  };
  TRY(count(ChangeStream::kDocuments, progress.documents));
  TRY(count(ChangeStream::kTombstones, progress.tombstones));
  for (const auto& item : kItemStreams) {
    if (tracks(plan.streams(), item.stream)) TRY(count(item.stream, progress.*item.progress));
  }
  if (!progress.completed) progress.documents_per_second = documents_per_second(statistics);
  return progress;
}

// The totals are a little younger than the snapshot, so they may be less than what it has.
Result<void> ProgressReader::count_remaining(const documents::ChangeFeed& feed, ChangeStream stream,
                                             Etag checkpoint, ItemProgress& progress) const {
  progress.remaining = TRY(feed.count(stream, {.after = checkpoint}, counted_max_));
  if (progress.remaining < counted_max_) return {};
  const auto passed = TRY(feed.count(stream, {.up_to = checkpoint}, counted_max_));
  progress.is_at_least = passed == counted_max_;
  if (progress.is_at_least || progress.total <= passed) return {};
  progress.remaining = std::max(progress.remaining, progress.total - passed);
  return {};
}

}  // namespace penstock::etl
