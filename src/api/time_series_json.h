#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/time_series_reader.h"
#include "documents/time_series_table.h"

// Time series as clients send and see them (protocol, section 8.2).
namespace penstock::api {

/// From {"Name":"HeartRates","Appends":[{"Timestamp":"..","Values":[72.5],"Tag":".."}],
/// "Deletes":[{"From":"..","To":null}],"Increments":[..]}. Errors: kInvalidArgument, naming what is
/// wrong; bounds are checked when it is used.
Result<documents::TimeSeriesChanges> parse_time_series_changes(std::string_view json);

/// A bound that is empty is open. Errors: kInvalidArgument for what is not a date, and a range that
/// ends before it begins.
Result<documents::TimeRange> parse_time_range(std::string_view from, std::string_view to);

/// What to read of one series.
struct TimeSeriesRequest {
  std::string document_id;
  std::string name;
  documents::TimeRange range;
  documents::TimeSeriesPage page;
  std::string node = {};  ///< "A-<database id>" to show what each node counted, or empty.
};

/// The entries that `request` asks for, as a JSON object without its end: the caller adds "}" or
/// more members. `take` sees each entry. Errors: those of `reader`; kTooLarge for an answer beyond
/// kDocumentsBytesMax.
Result<std::string> time_series_range_json(const documents::TimeSeriesReader& reader,
                                           const TimeSeriesRequest& request,
                                           const documents::TimeSeriesReader::TakeEntry& take = {});

}  // namespace penstock::api
