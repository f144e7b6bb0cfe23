#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/smuggler/dump_items.h"
#include "base/result.h"
#include "documents/revision_table.h"
#include "documents/staged_content.h"
#include "documents/write_context.h"

// The items of a dump, each written by a transaction: as they were, with the times that they had.
// Writing one again leaves what there is. Errors of all: those of the tables; kNotFound if the
// document of an item is not there.
namespace penstock::api {

/// An attachment and where its bytes come from.
struct Attaching {
  DumpAttachment attachment;
  std::string hash;                                         ///< Ours; "" if it cannot be one.
  std::shared_ptr<const documents::StagedContent> content;  ///< Null: stored before.
};

/// A document with its attachments. One that is there already, as it is in the dump, is not written
/// again; a HiLo document that has given out more numbers stays.
Result<void> write_document(documents::WriteContext& context, const DumpDocument& document,
                            const std::vector<Attaching>& attachments);

/// A former version, with attachments that perhaps no document has any more.
Result<void> write_revision(documents::WriteContext& context, const documents::Document& revision,
                            const std::vector<Attaching>& attachments,
                            const documents::RevisionTable::ImportPlace& place);

Result<void> write_counters(documents::WriteContext& context, const DumpCounters& counters);

Result<void> write_time_series(documents::WriteContext& context, const DumpTimeSeries& series);

/// Never back: numbers that were given out here stay given out.
Result<void> write_identity(documents::WriteContext& context, const DumpIdentity& identity);

Result<void> write_compare_exchange(documents::WriteContext& context,
                                    const DumpCompareExchange& value);

/// A document that is newer stays.
Result<void> write_tombstone(documents::WriteContext& context, const DumpTombstone& tombstone);

}  // namespace penstock::api
