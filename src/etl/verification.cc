#include "etl/verification.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "etl/change_source.h"
#include "etl/current_changes.h"

namespace penstock::etl {
namespace {

// Where a range begins: "documents:<id>" after a document of the source, "rows:<page>" at a page
// of Destination::held(). Anything else is the id of a document.
constexpr std::string_view kDocuments = "documents:";
constexpr std::string_view kRows = "rows:";

constexpr documents::BatchLimits kRangeLimits{.changes_max = Verification::kRangeDocumentsMax,
                                              .bytes_max = std::size_t{4} << 20};

void count(VerificationCounts& counts, Drift drift) {
  switch (drift) {
    case Drift::kMissing: ++counts.missing; break;
    case Drift::kSurplus: ++counts.surplus; break;
    case Drift::kDifferent: ++counts.different; break;
    case Drift::kRefused: ++counts.failed; break;
  }
}

}  // namespace

VerificationCounts& VerificationCounts::operator+=(const VerificationCounts& other) {
  documents += other.documents;
  missing += other.missing;
  surplus += other.surplus;
  different += other.different;
  failed += other.failed;
  pending += other.pending;
  return *this;
}

Verification::Verification(Parts parts, ProcessIdentity identity)
    : parts_(parts),
      identity_(std::move(identity)),
      builder_({parts.source, parts.scripts, parts.clock}, identity_.transformation, {}) {}

Result<VerifiedRange> Verification::verify(const std::string& begin, const std::stop_token& stop) {
  if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "stopped"};
  if (begin.starts_with(kRows)) return verify_held(begin.substr(kRows.size()), stop);
  const bool is_marked = begin.starts_with(kDocuments);
  return verify_documents(is_marked ? begin.substr(kDocuments.size()) : begin, stop);
}

bool Verification::is_tracked(const documents::Document& document) const {
  if (identity_.transformation.all_documents &&
      equal_ignoring_case(document.collection, documents::kHiloCollection)) {
    return false;
  }
  return tracks(identity_.transformation, document.collection);
}

Result<VerifiedRange> Verification::verify_documents(const std::string& after,
                                                     const std::stop_token& stop) {
  const auto page = TRY(TRY(parts_.source.snapshot()).by_prefix("", after, kRangeLimits));
  std::vector<std::string> ids;
  for (const auto& document : page) {
    if (is_tracked(document)) ids.push_back(document.id);
  }
  const auto documents = ids.size();
  auto range = TRY(look_at(std::move(ids), stop));
  range.counts.documents = documents;
  range.next = page.empty() ? std::string(kRows) : std::string(kDocuments) + page.back().id;
  return range;
}

// What the source has was compared before.
Result<VerifiedRange> Verification::verify_held(const std::string& begin,
                                                const std::stop_token& stop) {
  auto page = TRY(parts_.destination.held(begin, stop));
  const auto snapshot = TRY(parts_.source.snapshot());
  VerifiedRange range;
  std::vector<std::string> ids;
  for (auto& held : page.documents) {
    const auto document = TRY(snapshot.get(held.id));
    const bool is_surplus = document ? !parts_.shares_tables && !is_tracked(*document) : true;
    if (is_surplus) ids.push_back(std::move(held.id));
  }
  for (auto rest = std::span(ids); !rest.empty();) {
    const auto part = rest.first(std::min(rest.size(), kRangeDocumentsMax));
    auto looked = TRY(look_at({part.begin(), part.end()}, stop));
    range.counts += looked.counts;
    std::ranges::move(looked.drifted, std::back_inserter(range.drifted));
    rest = rest.subspan(part.size());
  }
  if (!page.next.empty()) range.next = std::string(kRows) + page.next;
  return range;
}

Result<VerifiedRange> Verification::look_at(std::vector<std::string> ids,
                                            const std::stop_token& stop) {
  VerifiedRange range;
  for (int look = 0; look < kLooksMax && !ids.empty(); ++look) {
    ids = TRY(look_once(ids, range, stop));
  }
  range.counts.pending = ids.size();
  return range;
}

/// The newest change of each that the script runs on; 0 if nothing is known of it.
Result<std::vector<Etag>> Verification::versions(const std::vector<std::string>& ids) const {
  const auto snapshot = TRY(parts_.source.snapshot());
  std::vector<Etag> versions;
  for (const auto& id : ids) {
    const auto changes = TRY(current_changes(snapshot, identity_.transformation, id));
    versions.push_back(changes.back().etag());
  }
  return versions;
}

// The order matters. The checkpoint is read before the rows: what it has passed is among them. The
// versions are read before the script runs and after the rows were: what did not change in between
// is what was compared. Returns those that have to be looked at again.
Result<std::vector<std::string>> Verification::look_once(const std::vector<std::string>& ids,
                                                         VerifiedRange& range,
                                                         const std::stop_token& stop) {
  const auto& transformation = identity_.transformation;
  const auto before = TRY(versions(ids));
  const auto batch = TRY(builder_.build_again(held_documents(ids), std::nullopt, stop));
  if (batch.statistics.end == BatchEnd::kTooManyErrors) {
    return Error{ErrorCode::kScriptFailed, batch.failed.back().message};
  }
  range.counts.failed += batch.failed.size();
  const auto delivered_to = TRY(
      parts_.destination.delivered_to(identity_.key, Generation{transformation.generation}, stop));
  auto drifted = TRY(parts_.destination.compare(batch.load, stop));
  const auto after = TRY(versions(ids));
  std::vector<std::string> again;
  for (auto& document : drifted) {
    const auto place = static_cast<std::size_t>(std::ranges::find(ids, document.id) - ids.begin());
    if (place == ids.size()) continue;
    const bool is_settled = before[place] == after[place] && before[place] <= delivered_to;
    if (!is_settled) {
      again.push_back(std::move(document.id));
      continue;
    }
    if (TRY(parts_.errors.contains(identity_.key, document.id))) {
      document.drift = Drift::kRefused;
    }
    count(range.counts, document.drift);
    if (document.drift != Drift::kRefused) range.drifted.push_back(std::move(document));
  }
  return again;
}

}  // namespace penstock::etl
