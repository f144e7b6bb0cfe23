#include "api/time_series_commands.h"

#include <string>
#include <utility>

#include "api/etl_target.h"
#include "api/time_series_json.h"
#include "base/json_object_text.h"
#include "documents/commit_tables.h"

namespace penstock::api {
namespace {

void append_result(std::string_view type, std::string_view id, std::string_view change_vector,
                   BatchRun& run) {
  JsonObjectText(run.results)
      .text("Id", id)
      .text("ChangeVector", change_vector)
      .text("Type", type)
      .end();
}

class TimeSeriesCommand final : public BatchCommand {
 public:
  TimeSeriesCommand(std::string id, documents::TimeSeriesChanges changes, bool from_etl)
      : id_(std::move(id)), changes_(std::move(changes)), from_etl_(from_etl) {}

  // The client knows the results by the one type, also those of increments.
  Result<void> apply(BatchRun& run) const override {
    auto& tables = run.context.tables();
    const auto id = from_etl_ ? TRY(etl_target(id_, run)) : id_;
    std::string change_vector;
    if (!from_etl_ || TRY(tables.documents.head(id))) {
      change_vector = TRY(tables.time_series.apply(id, changes_));
    }
    append_result("TimeSeries", id, change_vector, run);
    return {};
  }

 private:
  std::string id_;
  documents::TimeSeriesChanges changes_;
  bool from_etl_;  ///< A document that is not there is passed over.
};

/// The series of a document.
struct SeriesName {
  std::string id;
  std::string name;
};

class TimeSeriesCopyCommand final : public BatchCommand {
 public:
  TimeSeriesCopyCommand(SeriesName from, SeriesName to, documents::TimeRange range)
      : from_(std::move(from)), to_(std::move(to)), range_(range) {}

  Result<void> apply(BatchRun& run) const override {
    const auto change_vector =
        TRY(run.context.tables().time_series.copy(from_.id, from_.name, range_, to_.id, to_.name));
    append_result("TimeSeriesCopy", to_.id, change_vector, run);
    return {};
  }

 private:
  SeriesName from_;
  SeriesName to_;
  documents::TimeRange range_;
};

Result<SeriesName> read_series(const CommandMembers& members, std::string_view id,
                               std::string_view name) {
  SeriesName series;
  series.id = TRY(members.required_text(id));
  series.name = TRY(members.required_text(name));
  return series;
}

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_time_series_command(const CommandMembers& members) {
  auto id = TRY(members.required_text("Id"));
  auto changes = TRY(parse_time_series_changes(TRY(members.object_text("TimeSeries"))));
  return std::make_unique<TimeSeriesCommand>(std::move(id), std::move(changes),
                                             TRY(members.flag("FromEtl")));
}

Result<std::unique_ptr<BatchCommand>> parse_time_series_copy(const CommandMembers& members) {
  auto from = TRY(read_series(members, "Id", "Name"));
  auto to = TRY(read_series(members, "DestinationId", "DestinationName"));
  const auto range = TRY(parse_time_range(TRY(members.optional_text("From")).value_or(""),
                                          TRY(members.optional_text("To")).value_or("")));
  return std::make_unique<TimeSeriesCopyCommand>(std::move(from), std::move(to), range);
}

}  // namespace penstock::api
