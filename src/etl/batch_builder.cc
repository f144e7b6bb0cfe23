#include "etl/batch_builder.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "etl/change_source.h"
#include "etl/error_ratio.h"

namespace penstock::etl {
namespace {

using script::ScriptInput;
using script::SliceOutcome;

/// Answers load() from the snapshot of the batch.
class SnapshotReader final : public script::DocumentReader {
 public:
  explicit SnapshotReader(const documents::DatabaseSnapshot& snapshot) : snapshot_(snapshot) {}

  Result<std::optional<std::string>> load(std::string_view id) override {
    const auto document = TRY(snapshot_.get(id));
    if (!document) return std::nullopt;
    return document->to_json();
  }

 private:
  const documents::DatabaseSnapshot& snapshot_;
};

/// One batch while it is being made.
class Building {
 public:
  Building(const documents::DatabaseSnapshot& snapshot, const Transformation& transformation,
           const BatchBuilderLimits& limits, Clock& clock, Etag after)
      : source_(snapshot, transformation, after), limits_(limits), clock_(clock) {
    batch_.load.from = after;
    batch_.statistics.prepare_started = clock.now();
    started_ = clock.monotonic();
  }

  /// Without JavaScript: each document whole, as the object of its own collection.
  Result<void> copy(const std::stop_token& stop) {
    while (!is_full()) {
      if (stop.stop_requested()) return cancelled();
      const auto* change = TRY(extract());
      if (change == nullptr) break;
      if (const auto* document = change->document()) copy_document(*document);
    }
    keep_until_ = batch_.load.documents.size();
    return {};
  }

  /// The next documents for the script; empty when there are no more or the batch is full.
  Result<std::vector<ScriptInput>> next_slice() {
    std::vector<ScriptInput> slice;
    std::size_t bytes = 0;
    while (!is_full() && slice.size() < limits_.slice_documents_max &&
           bytes < limits_.slice_bytes_max) {
      const auto* change = TRY(extract());
      if (change == nullptr) break;
      if (const auto* document = change->document()) {
        slice.push_back({document->id, document->to_json()});
        bytes += slice.back().json.size();
      }
    }
    return slice;
  }

  /// Takes what the script made of the oldest documents that still wait for it. False: the batch
  /// is full, and what comes after does not belong to it.
  bool add_outcomes(SliceOutcome outcome) {
    output_bytes_ += outcome.text->size();
    batch_.load.texts.push_back(std::move(outcome.text));
    for (auto& document_outcome : outcome.documents) {
      auto& document = next_put();
      if (document_outcome.failure) {
        fail(document, *document_outcome.failure);
      } else {
        document.objects = std::move(document_outcome.objects);
        ratio_.add(/*failed=*/false);
      }
    }
    return !must_end();
  }

  /// After the last slice.
  void finish_slices() {
    // Tombstones behind the last document need no script; behind one that was not run they wait.
    auto& documents = batch_.load.documents;
    const auto next =
        std::find_if(documents.begin() + as_offset(keep_until_), documents.end(),
                     [](const auto& d) { return d.kind == LoadDocument::Kind::kPut; });
    if (next == documents.end()) keep_until_ = documents.size();
  }

  PreparedBatch finish() {
    auto& documents = batch_.load.documents;
    const bool cut = keep_until_ < documents.size();
    batch_.load.to = !cut              ? source_.position()
                     : keep_until_ > 0 ? documents[keep_until_ - 1].etag
                                       : batch_.load.from;
    documents.resize(keep_until_);
    count(documents);
    std::erase_if(documents, [&](const auto& document) {
      return std::ranges::binary_search(failed_etags_, document.etag);
    });
    finish_statistics();
    return std::move(batch_);
  }

 private:
  static Error cancelled() { return {ErrorCode::kCancelled, "the ETL process is stopping"}; }
  static std::ptrdiff_t as_offset(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

  /// The next change, already in the batch; null when there are no more.
  Result<const documents::Change*> extract() {
    const auto begun = clock_.monotonic();
    change_ = TRY(source_.next());
    extract_time_ += clock_.monotonic() - begun;
    if (!change_) return nullptr;
    auto& document = batch_.load.documents.emplace_back();
    document.id = change_->id();
    document.etag = change_->etag();
    if (const auto* live = change_->document()) {
      document.collection = live->collection;
    } else {
      document.collection = change_->tombstone()->collection;
      document.kind = LoadDocument::Kind::kDelete;
    }
    return &*change_;
  }

  void copy_document(const documents::Document& document) {
    auto text = document.to_json();
    const auto json_size = text.size();
    text += document.collection;
    output_bytes_ += json_size;
    const std::string_view kept =
        *batch_.load.texts.emplace_back(std::make_unique<const std::string>(std::move(text)));
    batch_.load.documents.back().objects.push_back(
        {kept.substr(json_size), kept.substr(0, json_size)});
  }

  /// Whether no more changes belong to the batch.
  bool is_full() {
    if (must_end()) return true;
    if (batch_.load.documents.size() < limits_.documents_max) return false;
    batch_.statistics.end = BatchEnd::kDocumentsMax;
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

  /// The oldest document whose script has not run.
  LoadDocument& next_put() {
    auto& documents = batch_.load.documents;
    while (documents[keep_until_].kind == LoadDocument::Kind::kDelete) ++keep_until_;
    return documents[keep_until_++];
  }

  void fail(const LoadDocument& document, const script::ScriptFailure& failure) {
    batch_.failed.push_back(
        {document.id, document.etag, ErrorStep::kTransformation, failure.to_string()});
    failed_etags_.push_back(document.etag);
    ratio_.add(/*failed=*/true);
  }

  void count(const std::vector<LoadDocument>& documents) {
    auto& statistics = batch_.statistics;
    for (const auto& document : documents) {
      if (document.kind == LoadDocument::Kind::kPut) {
        ++statistics.documents;
        statistics.objects += document.objects.size();
      } else {
        ++statistics.tombstones;
      }
    }
  }

  void finish_statistics() {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    auto& statistics = batch_.statistics;
    statistics.from = batch_.load.from;
    statistics.to = batch_.load.to;
    statistics.skipped = source_.skipped();
    statistics.output_bytes = output_bytes_;
    statistics.transformation_errors = batch_.failed.size();
    statistics.prepare_ended = clock_.now();
    statistics.extract_time = duration_cast<microseconds>(extract_time_);
    statistics.transform_time =
        duration_cast<microseconds>(clock_.monotonic() - started_ - extract_time_);
  }

  ChangeSource source_;
  const BatchBuilderLimits& limits_;
  Clock& clock_;
  MonotonicTime started_;
  MonotonicTime::duration extract_time_{};
  std::optional<documents::Change> change_;
  PreparedBatch batch_;
  std::size_t output_bytes_ = 0;
  /// How many of the batch's documents have been dealt with: what finish() keeps.
  std::size_t keep_until_ = 0;
  std::vector<Etag> failed_etags_;  ///< Ascending.
  ErrorRatio ratio_;                ///< Of this batch alone: a broken script ends it early.
};

}  // namespace

BatchBuilder::BatchBuilder(Parts parts, const Transformation& transformation,
                           BatchBuilderLimits limits)
    : parts_(parts), transformation_(transformation), limits_(limits) {}

BatchBuilder::~BatchBuilder() = default;

Result<PreparedBatch> BatchBuilder::build(Etag after, const std::stop_token& stop) {
  const auto snapshot = TRY(parts_.database.snapshot());
  Building building(snapshot, transformation_, limits_, parts_.clock, after);
  if (transformation_.has_empty_script()) {
    TRY(building.copy(stop));
    return building.finish();
  }
  if (!compiled_) compiled_ = TRY(parts_.scripts.compile({transformation_.script}));
  SnapshotReader reader(snapshot);
  TRY(parts_.scripts.run(
      *compiled_, [&] { return building.next_slice(); },
      [&](const std::vector<ScriptInput>&, SliceOutcome outcome) -> Result<bool> {
        return building.add_outcomes(std::move(outcome));
      },
      reader, stop));
  building.finish_slices();
  return building.finish();
}

}  // namespace penstock::etl
