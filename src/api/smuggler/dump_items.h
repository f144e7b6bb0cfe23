#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/counter_table.h"
#include "documents/document.h"
#include "documents/time_series_table.h"
#include "documents/write_context.h"

// The elements of a dump, read. Errors of all: kInvalidArgument saying what is wrong.
namespace penstock::api {

/// An attachment as the metadata of its document names it.
struct DumpAttachment {
  std::string name;
  std::string hash;  ///< As in the dump.
  std::string content_type;
};

/// A document, or one of its revisions.
struct DumpDocument {
  std::string id;
  documents::DocumentContent content;
  std::optional<WallTime> last_modified;
  std::string derived;  ///< As documents::Document::derived.
  std::vector<DumpAttachment> attachments;

  static Result<DumpDocument> parse(std::string_view text);

  /// As one that was kept: without etag and change vector, which it gets.
  Result<documents::Document> to_revision() const;
};

/// What precedes the bytes of an attachment.
struct DumpContent {
  std::string hash;
  std::uint64_t size = 0;

  /// Nothing if `text` is a document.
  static Result<std::optional<DumpContent>> parse(std::string_view text);
};

/// Counters of one document, with the values that they had.
struct DumpCounters {
  std::string id;
  std::vector<documents::CounterOperation> operations;

  /// One of "CounterGroups", or of "Counters", as they were before there were groups.
  static Result<DumpCounters> parse(std::string_view text);
};

/// Entries of a time series of one document.
struct DumpTimeSeries {
  std::string id;
  std::string collection;
  documents::TimeSeriesChanges changes;

  static Result<DumpTimeSeries> parse(std::string_view text);
};

struct DumpIdentity {
  std::string name;  ///< "users|"
  std::uint64_t last = 0;

  static Result<DumpIdentity> parse(std::string_view text);
};

struct DumpCompareExchange {
  std::string key;
  std::string value;  ///< As documents::compare_exchange_text() makes it.

  static Result<DumpCompareExchange> parse(std::string_view text);
};

/// How many bytes follow one of RavenDB's own segments of a time series.
Result<std::uint64_t> segment_bytes(std::string_view text);

struct DumpTombstone {
  std::string id;
  std::string collection;
  std::optional<WallTime> deleted_at;

  /// Nothing for a tombstone of something else than a document.
  static Result<std::optional<DumpTombstone>> parse(std::string_view text);
};

}  // namespace penstock::api
