#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// What of a database goes into a dump, or comes out of one (protocol, section 14.3).
namespace penstock::api {

/// The kinds of items in a dump. Those of a section come in its array; attachments come between
/// the documents.
enum class DumpItem : std::uint8_t {
  kDatabaseRecord,
  kDocuments,
  kAttachments,
  kRevisions,
  kCounters,
  kTimeSeries,
  kTombstones,
  kIdentities,
  kCompareExchange,
};

struct DumpItemName {
  DumpItem item;
  std::string_view type;    ///< In "OperateOnTypes", and in the report.
  std::string_view member;  ///< Of the dump; "" if it has none of its own.
};

inline constexpr std::string_view kTimeSeriesMember = "TimeSeriesEntries";

inline constexpr std::array<DumpItemName, 9> kDumpItems = {{
    {DumpItem::kDatabaseRecord, "DatabaseRecord", "DatabaseRecord"},
    {DumpItem::kDocuments, "Documents", "Docs"},
    {DumpItem::kAttachments, "Attachments", ""},
    {DumpItem::kRevisions, "RevisionDocuments", "RevisionDocuments"},
    {DumpItem::kCounters, "CounterGroups", "CounterGroups"},
    {DumpItem::kTimeSeries, "TimeSeries", kTimeSeriesMember},
    {DumpItem::kTombstones, "Tombstones", "Tombstones"},
    {DumpItem::kIdentities, "Identities", "Identities"},
    {DumpItem::kCompareExchange, "CompareExchange", "CompareExchange"},
}};

/// Immutable once parsed.
struct DumpOptions {
  std::set<DumpItem> items;              ///< Those that are wanted.
  std::set<std::string> record_types;    ///< Members of the database record, folded; empty: all.
  std::vector<std::string> collections;  ///< Empty: all.
  bool include_expired = true;
  bool include_archived = true;

  /// Everything.
  DumpOptions();

  /// `text` is a JSON object, or empty for everything. What Penstock has no use for is passed over
  /// ("Indexes" among the types, "MaxReadOpsPerSecond"). Errors: kInvalidArgument naming the
  /// member; also for a script, an encryption key and Zstandard, which are not supported.
  static Result<DumpOptions> parse(std::string_view text);

  bool wants(DumpItem item) const { return items.contains(item); }
  bool wants_collection(std::string_view name) const;
  /// Of a database record's member, such as "SqlEtls".
  bool wants_record_member(std::string_view name) const;
};

}  // namespace penstock::api
