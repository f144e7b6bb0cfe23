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
    progress.documents_total += collection.documents;
    progress.tombstones_total += collection.tombstones;
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
                               documents::DatabaseStatistics totals)
    : snapshot_(std::move(snapshot)), totals_(std::move(totals)) {}

Result<ProgressReader> ProgressReader::open(const documents::Database& source) {
  auto snapshot = TRY(source.snapshot());
  return ProgressReader(std::move(snapshot), TRY(source.statistics()));
}

Result<ProcessProgress> ProgressReader::read(const Transformation& transformation,
                                             const ProcessStatistics& statistics) const {
  ProcessProgress progress;
  progress.transformation = transformation.name;
  const ScriptPlan plan(transformation);
  count_totals(totals_, transformation, plan.streams(), progress);
  const documents::ChangeFeed feed(snapshot_.storage(), tracked_collections(transformation));
  const Etag checkpoint = statistics.checkpoint.value_or(Etag{});
  progress.documents_remaining = TRY(feed.count_after(ChangeStream::kDocuments, checkpoint));
  progress.tombstones_remaining = TRY(feed.count_after(ChangeStream::kTombstones, checkpoint));
  progress.completed = progress.documents_remaining == 0 && progress.tombstones_remaining == 0;
  for (const auto& item : kItemStreams) {
    if (!tracks(plan.streams(), item.stream)) continue;
    auto& remaining = (progress.*item.progress).remaining;
    remaining = TRY(feed.count_after(item.stream, checkpoint));
    progress.completed = progress.completed && remaining == 0;
  }
  if (!progress.completed) progress.documents_per_second = documents_per_second(statistics);
  return progress;
}

}  // namespace penstock::etl
