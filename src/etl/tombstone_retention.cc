#include "etl/tombstone_retention.h"

#include <algorithm>

#include "base/text.h"
#include "documents/commit_tables.h"

namespace penstock::etl {
namespace {

/// A transaction stays short.
constexpr std::size_t kCleanedPerTransactionMax = 1024;

bool reads(const std::vector<std::string>& collections, std::string_view collection) {
  return collections.empty() || std::ranges::any_of(collections, [&](const auto& name) {
           return equal_ignoring_case(name, collection);
         });
}

}  // namespace

std::vector<TombstoneRetention> find_retention(const documents::DatabaseStatistics& database,
                                               const std::vector<TombstoneConsumer>& consumers) {
  std::vector<TombstoneRetention> all;
  for (const auto& collection : database.collections) {
    auto& retention = all.emplace_back();
    retention.collection = collection.name;
    retention.tombstones = collection.tombstones;
    retention.cleaned_to = collection.tombstones_cleaned_to;
    retention.cleanable_to = database.last_etag;
    for (const auto& consumer : consumers) {
      if (!reads(consumer.collections, collection.name)) continue;
      if (!retention.held_by.empty() && consumer.checkpoint >= retention.cleanable_to) continue;
      retention.cleanable_to = consumer.checkpoint;
      retention.held_by = consumer.process;
    }
  }
  return all;
}

Etag tombstones_cleaned_to(const documents::DatabaseStatistics& database,
                           const std::vector<std::string>& collections) {
  Etag cleaned_to;
  for (const auto& collection : database.collections) {
    if (!reads(collections, collection.name)) continue;
    cleaned_to = std::max(cleaned_to, collection.tombstones_cleaned_to);
  }
  return cleaned_to;
}

Result<std::size_t> clean_tombstones(documents::Database& database,
                                     const std::vector<TombstoneRetention>& retention,
                                     const std::stop_token& stop) {
  std::size_t total = 0;
  for (const auto& collection : retention) {
    for (bool more = true; more && !stop.stop_requested();) {
      std::size_t cleaned = 0;
      TRY(database.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
        cleaned = TRY(context.tables().tombstones.clean(
            collection.collection, collection.cleanable_to, kCleanedPerTransactionMax));
        return {};
      }));
      total += cleaned;
      more = cleaned == kCleanedPerTransactionMax;
    }
  }
  return total;
}

}  // namespace penstock::etl
