#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/attachment_reader.h"
#include "documents/counter_reader.h"
#include "documents/database_snapshot.h"
#include "documents/time_series_reader.h"
#include "etl/attached_items.h"
#include "script/script_host.h"

namespace penstock::etl {

/// "2020-04-27T00:00:00Z" and the like as bounds, each "" for none. Errors: kInvalidArgument.
Result<documents::TimeRange> time_range(std::string_view from, std::string_view to);

/// Reads what hangs on documents, for a batch. Confined to one thread. Errors of all: those of the
/// snapshot.
class ItemReader {
 public:
  /// `snapshot` must outlive this object.
  explicit ItemReader(const documents::DatabaseSnapshot& snapshot);

  /// Adds all attachments of `document`, all its counters, all entries of its time series.
  Result<void> add_attachments(const documents::Document& document, AttachedItems& items) const;
  Result<void> add_counters(const documents::Document& document, AttachedItems& items) const;
  Result<void> add_time_series(const documents::Document& document, AttachedItems& items) const;

  /// Adds the attachments of the document `id` that a text in `json` names with kAttachmentMark.
  Result<void> add_named(std::string_view id, std::string_view json,
                         std::vector<AttachmentToLoad>& attachments) const;

  /// Adds what a script chose of the document `id`. Of what has gone meanwhile, or was never there,
  /// nothing is added. Errors: also kInvalidArgument if a bound is no date.
  Result<void> add(std::string_view id, const script::LoadedItem& item, AttachedItems& items) const;

 private:
  Result<void> add_entries(std::string_view id, const script::LoadedItem& item,
                           AttachedItems& items) const;

  const documents::AttachmentReader attachments_;
  const documents::CounterReader counters_;
  const documents::TimeSeriesReader time_series_;
};

}  // namespace penstock::etl
