#pragma once

#include <string_view>

#include "base/json.h"
#include "documents/commit_tables.h"
#include "documents/database.h"
#include "documents/feature_configuration.h"
#include "support/assertions.h"

namespace penstock::testing {

/// The times of the entries of the time series "Pulse" of orders/1, of which the first is deleted.
inline constexpr WallTime kDeletedEntryTime{std::chrono::seconds{1}};
inline constexpr WallTime kEntryTime{std::chrono::seconds{2}};

/// What store_something_of_everything() writes, but for the configuration.
inline Result<void> write_something_of_everything(documents::WriteContext& context,
                                                  const documents::StagedContent& content) {
  using documents::CounterOperation;
  const auto put = [&](std::string_view id, std::string_view text) -> Result<void> {
    TRY(context.put(id, TRY(documents::DocumentContent::parse(text)), {}));
    return {};
  };
  TRY(put("users/1", R"({"n":1,"@metadata":{"@collection":"Users",
      "@expires":"2030-01-01T00:00:00Z","@refresh":"2029-01-01T00:00:00Z"}})"));
  TRY(put("users/2", R"({"@metadata":{"@collection":"Users"}})"));
  TRY(put("users|", R"({"@metadata":{"@collection":"Users"}})"));
  TRY(put("orders/1", R"({"@metadata":{"@collection":"Orders"}})"));
  TRY(context.tables().counters.apply(
      "orders/1", {{.type = CounterOperation::Type::kIncrement, .name = "likes", .amount = 3},
                   {.type = CounterOperation::Type::kIncrement, .name = "gone", .amount = 1},
                   {.type = CounterOperation::Type::kDelete, .name = "gone", .amount = 0}}));
  auto& attachments = context.tables().attachments;
  TRY(attachments.put({"orders/1", "photo"}, "image/png", content, {}));
  TRY(attachments.put({"orders/1", "gone"}, "image/png", content, {}));
  TRY(attachments.remove({"orders/1", "gone"}, {}));
  TRY(attachments.update_document("orders/1"));
  TRY(put("users/9", R"({"@metadata":{"@collection":"Users"}})"));
  TRY(attachments.put({"users/9", "photo"}, "image/png", content, {}));
  TRY(attachments.update_document("users/9"));
  auto& series = context.tables().time_series;
  TRY(series.apply("orders/1", {.name = "Pulse",
                                .deletes = {},
                                .appends = {{kDeletedEntryTime, {1}, ""}, {kEntryTime, {2}, "tag"}},
                                .increments = {}}));
  TRY(series.apply("orders/1", {.name = "Pulse",
                                .deletes = {{kDeletedEntryTime, kDeletedEntryTime}},
                                .appends = {},
                                .increments = {}}));
  TRY(context.remove("users/2", {}));
  auto& values = context.tables().compare_exchange;
  TRY(values.put("Lock", R"({"Object":1})", 0));
  TRY(values.put("lock", R"({"Object":2})", 1));
  TRY(values.put("gone", R"({"Object":3})", 0));
  TRY(values.remove("gone", 3));
  TRY(values.take_index());
  return {};
}

/// Leaves something in every table of a new database.
inline void store_something_of_everything(documents::Database& database) {
  using documents::Feature;
  const auto revisions = must(documents::check_feature(
      Feature::kRevisions, must(parse_json(R"({"Collections":{"Users":{}}})")).as_object()));
  const auto stager = database.stage_content();
  must(stager->append("pixels"));
  const auto pixels = must(stager->finish());
  must(database.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    TRY(documents::write_feature(context, Feature::kRevisions, revisions));
    return write_something_of_everything(context, *pixels);
  }));
}

}  // namespace penstock::testing
