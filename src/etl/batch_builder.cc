#include "etl/batch_builder.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "etl/current_changes.h"
#include "etl/error_ratio.h"
#include "etl/extraction.h"
#include "etl/snapshot_reader.h"

namespace penstock::etl {

using script::ScriptInput;
using script::SliceOutcome;

/// One batch while it is being made.
class BatchBuilder::Building {
 public:
  Building(std::shared_ptr<const documents::DatabaseSnapshot> snapshot,
           const Transformation& transformation, const ScriptPlan& plan,
           const BatchBuilderLimits& limits, Clock& clock, Etag after,
           std::function<bool()> is_awaited)
      : extraction_(*snapshot, transformation, plan, after),
        limits_(limits),
        clock_(clock),
        is_awaited_(std::move(is_awaited)),
        snapshot_(std::move(snapshot)) {
    batch_.load.from = after;
    batch_.statistics.prepare_started = clock.now();
    started_ = clock.monotonic();
  }

  /// The batch is to be made of these, and of nothing else.
  void repeat(std::vector<documents::Change> changes) {
    repeated_.emplace(std::make_move_iterator(changes.begin()),
                      std::make_move_iterator(changes.end()));
  }

  /// Extracts until the script has a slice to run. Empty when there are no more changes or the
  /// batch is full.
  Result<std::vector<ScriptInput>> next_slice(const std::stop_token& stop) {
    std::vector<ScriptInput> slice;
    std::size_t bytes = 0;
    const auto begun = clock_.monotonic();
    while (!is_full() && slice.size() < limits_.slice_documents_max &&
           bytes < limits_.slice_bytes_max) {
      if (stop.stop_requested()) return cancelled();
      auto extracted = TRY(repeated_ ? extract_repeated() : extraction_.next());
      if (!extracted) break;
      if (extracted->is_skipped) {
        ++batch_.statistics.skipped;
        continue;
      }
      if (extracted->input) {
        bytes += extracted->input->json.size();
        slice.push_back(*std::move(extracted->input));
        waiting_.push_back(batch_.load.documents.size());
      }
      add(*std::move(extracted));
    }
    extract_time_ += clock_.monotonic() - begun;
    return slice;
  }

  /// Takes what the script made of the oldest changes that still wait for it. False: the batch is
  /// full, and what comes after does not belong to it.
  Result<bool> add_outcomes(SliceOutcome outcome) {
    output_bytes_ += outcome.text->size();
    batch_.load.texts.push_back(std::move(outcome.text));
    for (const auto& document_outcome : outcome.documents) {
      const auto place = waiting_.front();
      waiting_.pop_front();
      TRY(add_outcome(place, document_outcome));
    }
    return !must_end();
  }

  PreparedBatch finish() {
    auto& documents = batch_.load.documents;
    // What no script has looked at waits, and so does all behind it.
    const bool is_cut = !waiting_.empty();
    if (is_cut) documents.resize(waiting_.front());
    batch_.load.to = !is_cut             ? extraction_.position()
                     : documents.empty() ? batch_.load.from
                                         : documents.back().etag;
    count(documents);
    std::size_t place = 0;
    std::erase_if(documents, [&](const auto& /*document*/) {
      return std::ranges::binary_search(failed_, place++);
    });
    if (has_attachments_) batch_.load.snapshot = std::move(snapshot_);
    batch_.incremental_series = extraction_.incremental_series();
    finish_statistics();
    return std::move(batch_);
  }

 private:
  static Error cancelled() { return {ErrorCode::kCancelled, "the ETL process is stopping"}; }

  Result<std::optional<ExtractedChange>> extract_repeated() {
    if (repeated_->empty()) return std::nullopt;
    auto extracted = TRY(extraction_.extract_alone(repeated_->front()));
    repeated_->pop_front();
    extracted.document.etag = batch_.load.from;
    return extracted;
  }

  void add(ExtractedChange extracted) {
    if (extracted.text) {
      output_bytes_ += extracted.text->size();
      batch_.load.texts.push_back(std::move(extracted.text));
    }
    if (waiting_.empty() || waiting_.back() != batch_.load.documents.size()) {
      note_items(extracted.document);
    }
    batch_.load.documents.push_back(std::move(extracted.document));
  }

  /// To be called once it is complete.
  void note_items(const LoadDocument& document) {
    output_bytes_ += document.items.bytes();
    for (const auto& object : document.objects) {
      output_bytes_ += object.items.bytes();
      for (const auto& attachment : object.named_attachments) output_bytes_ += attachment.size;
      has_attachments_ = has_attachments_ || !object.items.attachments.empty() ||
                         !object.named_attachments.empty();
    }
  }

  Result<void> add_outcome(std::size_t place, const script::DocumentOutcome& outcome) {
    auto& document = batch_.load.documents[place];
    if (outcome.failure) {
      fail(place, outcome.failure->to_string());
      return {};
    }
    const auto completed = extraction_.complete(document, outcome);
    if (!completed && completed.error().code == ErrorCode::kInvalidArgument) {
      fail(place, completed.error().message);
      return {};
    }
    TRY(completed);
    note_items(document);
    ratio_.add(/*failed=*/false);
    return {};
  }

  /// Whether no more changes belong to the batch.
  bool is_full() {
    if (must_end()) return true;
    auto& end = batch_.statistics.end;
    const auto documents = batch_.load.documents.size();
    if (documents >= limits_.documents_max) {
      end = BatchEnd::kDocumentsMax;
    } else if (documents >= limits_.awaited_documents && is_awaited_ && is_awaited_()) {
      end = BatchEnd::kAwaited;
    } else {
      return false;
    }
    return true;
  }

  /// Whether the batch ends here, even if more of its changes were extracted.
  bool must_end() {
    auto& end = batch_.statistics.end;
    if (ratio_.exceeded()) {
      end = BatchEnd::kTooManyErrors;
    } else if (output_bytes_ >= limits_.output_bytes_max) {
      end = BatchEnd::kOutputBytesMax;
    } else if (clock_.monotonic() - started_ >= limits_.time_max) {
      end = BatchEnd::kTimeMax;
    } else {
      return false;
    }
    return true;
  }

  void fail(std::size_t place, std::string message) {
    const auto& document = batch_.load.documents[place];
    batch_.failed.push_back(
        {document.id, document.etag, ErrorStep::kTransformation, std::move(message)});
    failed_.push_back(place);
    ratio_.add(/*failed=*/true);
  }

  void count(const std::vector<LoadDocument>& documents) {
    auto& statistics = batch_.statistics;
    for (const auto& document : documents) {
      switch (document.kind) {
        case LoadDocument::Kind::kPut: ++statistics.documents; break;
        case LoadDocument::Kind::kDelete: ++statistics.tombstones; break;
        case LoadDocument::Kind::kItems: ++statistics.items; break;
      }
      statistics.objects += document.objects.size();
    }
  }

  void finish_statistics() {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    auto& statistics = batch_.statistics;
    statistics.from = batch_.load.from;
    statistics.to = batch_.load.to;
    statistics.skipped += extraction_.skipped();
    statistics.output_bytes = output_bytes_;
    statistics.transformation_errors = batch_.failed.size();
    statistics.prepare_ended = clock_.now();
    statistics.extract_time = duration_cast<microseconds>(extract_time_);
    statistics.transform_time =
        duration_cast<microseconds>(clock_.monotonic() - started_ - extract_time_);
  }

  Extraction extraction_;
  const BatchBuilderLimits& limits_;
  Clock& clock_;
  const std::function<bool()> is_awaited_;
  std::shared_ptr<const documents::DatabaseSnapshot> snapshot_;
  MonotonicTime started_;
  MonotonicTime::duration extract_time_{};
  PreparedBatch batch_;
  std::size_t output_bytes_ = 0;
  bool has_attachments_ = false;
  std::optional<std::deque<documents::Change>> repeated_;
  std::deque<std::size_t> waiting_;  ///< Places in the batch of what the script has not looked at.
  std::vector<std::size_t> failed_;  ///< Ascending places of documents whose script failed.
  ErrorRatio ratio_;                 ///< Of this batch alone: a broken script ends it early.
};

BatchBuilder::BatchBuilder(Parts parts, const Transformation& transformation,
                           BatchBuilderLimits limits)
    : parts_(parts), transformation_(transformation), limits_(limits), plan_(transformation_) {}

BatchBuilder::~BatchBuilder() = default;

Result<PreparedBatch> BatchBuilder::build(Etag after, const std::stop_token& stop,
                                          const std::function<bool()>& is_awaited) {
  const auto snapshot =
      std::make_shared<const documents::DatabaseSnapshot>(TRY(parts_.database.snapshot()));
  Building building(snapshot, transformation_, plan_, limits_, parts_.clock, after, is_awaited);
  return fill(building, *snapshot, stop);
}

std::vector<HeldDocument> held_documents(std::span<const std::string> ids) {
  std::vector<HeldDocument> documents;
  documents.reserve(ids.size());
  for (const auto& id : ids) documents.push_back({.id = id, .collection = {}});
  return documents;
}

Result<PreparedBatch> BatchBuilder::build_again(std::span<const HeldDocument> documents,
                                                std::optional<Etag> position,
                                                const std::stop_token& stop) {
  const auto snapshot =
      std::make_shared<const documents::DatabaseSnapshot>(TRY(parts_.database.snapshot()));
  auto limits = limits_;
  limits.documents_max = std::numeric_limits<std::size_t>::max();
  limits.output_bytes_max = std::numeric_limits<std::size_t>::max();
  limits.time_max = std::chrono::hours(24 * 365);
  std::vector<documents::Change> changes;
  for (const auto& document : documents) {
    auto found = TRY(current_changes(*snapshot, transformation_, document.id, document.collection));
    if (position) {
      std::erase_if(found, [&](const auto& change) { return change.etag() > *position; });
    }
    std::ranges::move(found, std::back_inserter(changes));
  }
  Building building(snapshot, transformation_, plan_, limits, parts_.clock,
                    position.value_or(Etag{}), {});
  building.repeat(std::move(changes));
  return fill(building, *snapshot, stop);
}

Result<PreparedBatch> BatchBuilder::fill(Building& building,
                                         const documents::DatabaseSnapshot& snapshot,
                                         const std::stop_token& stop) {
  if (plan_.has_functions()) {
    TRY(transform(building, snapshot, stop));
  } else {
    TRY(building.next_slice(stop));  // Nothing waits for a script: this is all.
  }
  return building.finish();
}

Result<void> BatchBuilder::transform(Building& building,
                                     const documents::DatabaseSnapshot& snapshot,
                                     const std::stop_token& stop) {
  if (!compiled_) compiled_ = TRY(parts_.scripts.compile({transformation_.script}));
  SnapshotReader reader(snapshot);
  return parts_.scripts.run(
      *compiled_, [&] { return building.next_slice(stop); },
      [&](const std::vector<ScriptInput>&, SliceOutcome outcome) {
        return building.add_outcomes(std::move(outcome));
      },
      reader, stop);
}

}  // namespace penstock::etl
