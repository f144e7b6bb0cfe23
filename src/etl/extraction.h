#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "etl/change_source.h"
#include "etl/destination.h"
#include "etl/item_reader.h"
#include "etl/script_plan.h"
#include "etl/task_definition.h"
#include "script/script_host.h"

namespace penstock::etl {

/// A change on its way into a batch.
struct ExtractedChange {
  LoadDocument document;
  std::unique_ptr<const std::string> text;  ///< Owns what the objects view; null: there are none.
  /// What JavaScript has to say of it, for Extraction::complete(); nothing if it is complete.
  std::optional<script::ScriptInput> input;
  bool is_skipped = false;  ///< It goes nowhere: only its etag counts.
};

/// Reads the changes for one script and says what each means for the destination. Confined to one
/// thread. Errors of all: those of the snapshot.
///
/// What hangs on a document is delivered after the document: with a script it is skipped if the
/// document changed later, since then all that goes along is sent again with it. A copy sends only
/// attachments and counters again: ahead of a time series goes the document itself.
class Extraction {
 public:
  /// All must outlive this object.
  Extraction(const documents::DatabaseSnapshot& snapshot, const Transformation& transformation,
             const ScriptPlan& plan, Etag after);

  /// Nothing when there are no more.
  Result<std::optional<ExtractedChange>> next();

  /// A change that need not be in the feed: with a document comes all that hangs on it.
  Result<ExtractedChange> extract_alone(const documents::Change& change);

  /// Adds what JavaScript made of the input of `document`. Errors: also kInvalidArgument if the
  /// script asked for what makes no sense: the document has failed.
  Result<void> complete(LoadDocument& document, const script::DocumentOutcome& outcome) const;

  Etag position() const { return source_.position(); }
  std::uint64_t skipped() const { return source_.skipped(); }

  /// The first incremental time series that was met, which cannot be delivered: "users/1,
  /// INC:Views".
  const std::string& incremental_series() const { return incremental_series_; }

 private:
  Result<ExtractedChange> extract(const documents::Change& change);
  Result<void> extract(const documents::Document& document, ExtractedChange& extracted) const;
  Result<void> extract(const documents::Tombstone& tombstone, ExtractedChange& extracted) const;
  Result<void> extract(const documents::Counter& counter, ExtractedChange& extracted) const;
  Result<void> extract(const documents::CounterTombstone& tombstone,
                       ExtractedChange& extracted) const;
  Result<void> extract(const documents::AttachmentTombstone& tombstone,
                       ExtractedChange& extracted) const;
  Result<void> extract(const documents::TimeSeriesSegment& segment, ExtractedChange& extracted);
  Result<void> extract(const documents::TimeSeriesDeletedRange& range, ExtractedChange& extracted);

  Result<void> copy(const documents::Document& document, ExtractedChange& extracted) const;
  bool is_refused(const std::string& id, const std::string& name);
  void ask_for_delete(ExtractedChange& extracted, bool deleted) const;
  Result<void> complete_put(LoadDocument& document, const script::DocumentOutcome& outcome) const;

  const documents::DatabaseSnapshot& snapshot_;
  const ScriptPlan& plan_;
  const ItemReader items_;
  ChangeSource source_;
  std::set<std::string> sent_along_;  ///< Folded ids of documents that went ahead of a series.
  std::string incremental_series_;
};

}  // namespace penstock::etl
