#include "simulation/source_model.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/check.h"

namespace penstock::simulation {
namespace {

constexpr std::string_view kBeforeNumber = R"({"Number":)";

/// What the source has of a document.
std::optional<Version> find_stored(const documents::DatabaseSnapshot& source,
                                   const std::string& id) {
  const auto document = source.get(id);
  if (!document) return std::nullopt;
  if (!*document) return Version{};
  return Version{(*document)->etag, number_in((*document)->body), (*document)->change_vector};
}

/// Only of documents that are there: the etag of a deletion goes with its tombstone.
bool agree(const Version& expected, const Version& stored) {
  return expected.number == stored.number &&
         (expected.is_deleted() || expected.etag == stored.etag);
}

}  // namespace

std::string body_of(std::uint64_t number) { return fmt::format("{}{}}}", kBeforeNumber, number); }

std::uint64_t number_in(std::string_view body) {
  CHECK(body.starts_with(kBeforeNumber));
  std::uint64_t number = 0;
  std::from_chars(body.data() + kBeforeNumber.size(), body.data() + body.size(), number);
  return number;
}

void SourceModel::take(const Effects& effects) {
  for (const auto& [id, version] : effects) {
    if (version.etag <= last_etag_) {
      violations_.add(Invariant::kEtagsRise,
                      fmt::format("{} got {} after {}", id, version.etag.value, last_etag_.value));
    }
    last_etag_ = version.etag;
    newest_[id] = version;
    numbers_.insert(version.number);
  }
}

void SourceModel::acknowledge(const Effects& effects) { take(effects); }

void SourceModel::leave_open(const Effects& effects) {
  if (!effects.empty()) open_.push_back(effects);
}

void SourceModel::check_expectation(const std::string& id, const std::string& change_vector,
                                    bool held) {
  const auto* newest = find(id);
  const bool holds = (newest != nullptr ? newest->change_vector : "") == change_vector;
  if (holds == held) return;
  violations_.add(Invariant::kExpectedVersionsAreCompared,
                  fmt::format("{} at '{}': a write that expects '{}' was {}", id,
                              newest != nullptr ? newest->change_vector : "", change_vector,
                              held ? "taken" : "refused"));
}

void SourceModel::compare(const documents::DatabaseSnapshot& source) {
  // A commit is whole or not there at all: its last etag tells which.
  const auto last_etag = source.last_etag();
  for (const auto& effects : std::exchange(open_, {})) {
    if (last_etag && effects.back().second.etag <= *last_etag) take(effects);
  }
  for (const auto& [id, expected] : newest_) {
    const auto stored = find_stored(source, id);
    if (stored && agree(expected, *stored)) continue;
    const bool is_newer = stored && !numbers_.contains(stored->number);
    violations_.add(
        is_newer ? Invariant::kNothingRefusedIsThere : Invariant::kNothingAcknowledgedIsLost,
        fmt::format("{} was acknowledged as {}, and is {}", id, expected.number,
                    stored ? std::to_string(stored->number) : "damaged"));
  }
}

const Version* SourceModel::find(const std::string& id) const {
  const auto found = newest_.find(id);
  return found == newest_.end() ? nullptr : &found->second;
}

}  // namespace penstock::simulation
