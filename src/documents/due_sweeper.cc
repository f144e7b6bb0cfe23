#include "documents/due_sweeper.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "base/log.h"
#include "documents/due_sweep.h"
#include "documents/feature_configuration.h"

namespace penstock::documents {
namespace {

struct Swept {
  DueKind kind;
  Feature feature;
  std::string_view frequency_member;
};

constexpr std::array kSwept = {
    Swept{DueKind::kExpiration, Feature::kExpiration, kExpirationFrequency},
    Swept{DueKind::kRefresh, Feature::kRefresh, kRefreshFrequency}};

Result<SweepConfiguration> read_configuration(const Database& database, const Swept& swept) {
  const auto snapshot = TRY(database.snapshot());
  const auto object = TRY(read_feature(snapshot, swept.feature));
  if (!object) return SweepConfiguration{};
  return SweepConfiguration::parse(*object, swept.frequency_member);
}

/// One transaction; how many documents it swept.
Result<std::size_t> sweep_some(Database& database, DueKind kind, const SweepLimits& limits) {
  std::size_t documents = 0;
  TRY(database.write_and_wait([&](WriteContext& context) -> Result<void> {
    documents = TRY(sweep_due(context, kind, limits));
    return {};
  }));
  return documents;
}

Result<std::size_t> sweep_all(Database& database, DueKind kind, std::uint64_t documents_max,
                              const std::stop_token& stop) {
  std::size_t total = 0;
  while (total < documents_max && !stop.stop_requested()) {
    SweepLimits limits;
    limits.documents_max = std::min<std::uint64_t>(limits.documents_max, documents_max - total);
    const auto documents = TRY(sweep_some(database, kind, limits));
    if (documents == 0) break;
    total += documents;
  }
  return total;
}

}  // namespace

void DueSweeper::start() {
  thread_.start("due-sweeper", clock_.monotonic(),
                [this](const std::stop_token& stop) { return sweep(stop); });
}

MonotonicTime DueSweeper::sweep(const std::stop_token& stop) {
  auto again = clock_.monotonic() + kLookAgain;
  std::set<std::string> ids;
  for (const auto& entry : databases_.list()) {
    ids.insert(entry.id);
    if (!stop.stop_requested()) again = std::min(again, sweep_database(entry.name, stop));
  }
  std::erase_if(swept_at_, [&](const auto& swept) { return !ids.contains(swept.first.first); });
  return again;
}

// A database that was deleted meanwhile is no fault.
MonotonicTime DueSweeper::sweep_database(const std::string& name, const std::stop_token& stop) {
  auto again = MonotonicTime::max();
  const auto database = databases_.find(name);
  if (!database) return again;
  for (const auto& swept : kSwept) {
    const auto configured = read_configuration(**database, swept);
    if (!configured) {
      log_warning("what {} wants in database '{}' cannot be read: {}", metadata_member(swept.kind),
                  name, configured.error().message);
    } else if (!configured->disabled) {
      again = std::min(again, sweep_kind(**database, swept.kind, *configured, stop));
    }
  }
  return again;
}

MonotonicTime DueSweeper::sweep_kind(Database& database, DueKind kind,
                                     const SweepConfiguration& configured,
                                     const std::stop_token& stop) {
  const Task task{database.identity().id, kind};
  const auto now = clock_.monotonic();
  const auto last = swept_at_.find(task);
  if (last != swept_at_.end() && now < last->second + configured.interval) {
    return last->second + configured.interval;
  }
  swept_at_[task] = now;
  const auto swept =
      sweep_all(database, kind,
                configured.documents_max.value_or(std::numeric_limits<std::uint64_t>::max()), stop);
  if (!swept) {
    log_warning("the sweep for {} in database '{}' ended early: {}", metadata_member(kind),
                database.identity().name, swept.error().message);
  }
  return now + configured.interval;
}

}  // namespace penstock::documents
