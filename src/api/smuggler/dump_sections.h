#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "api/smuggler/dump_options.h"
#include "api/smuggler/dump_text.h"
#include "api/smuggler/smuggler_report.h"
#include "base/clock.h"
#include "base/result.h"
#include "documents/database_snapshot.h"

namespace penstock::api {

/// One array of a dump, made part by part. Confined to one thread at a time.
class DumpSection {
 public:
  virtual ~DumpSection() = default;

  /// The member of the dump.
  virtual std::string_view name() const = 0;

  /// Adds one element or a part of one; false if there are no more. Errors: those of storage.
  virtual Result<bool> write_some(DumpText& out) = 0;
};

/// The sections that are wanted, in the order of the dump. `snapshot`, `options` and `report` must
/// outlive them; `now` says what has expired.
std::vector<std::unique_ptr<DumpSection>> dump_sections(const documents::DatabaseSnapshot& snapshot,
                                                        const DumpOptions& options,
                                                        SmugglerReport& report, WallTime now);

/// Whether a document is wanted, by its collection and its metadata.
bool wants_document(const DumpOptions& options, std::string_view collection,
                    std::string_view metadata, WallTime now);

}  // namespace penstock::api
