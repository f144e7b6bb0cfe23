#include "documents/revision_table.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "documents/feature_configuration.h"
#include "documents/item_counts.h"
#include "documents/keys.h"

namespace penstock::documents {
namespace {

/// Revisions that are read at a time on their way out, after a look at the first.
constexpr std::size_t kPurgeSlice = 64;

constexpr std::string_view kNothing = "{}";

DerivedMetadata with_flag(DerivedMetadata derived, DocumentFlag flag) {
  derived.set_flag(flag, true);
  return derived;
}

/// The views point into `document`.
DocumentRecord record_of(const Document& document) {
  DocumentRecord record;
  record.etag = document.etag;
  record.last_modified = document.last_modified;
  record.change_vector = document.change_vector;
  record.collection = document.collection;
  record.id = document.id;
  record.metadata = document.metadata;
  record.derived = document.derived;
  record.body = document.body;
  return record;
}

/// What of two versions does not come from the items that hang on them.
bool is_same_version(const DocumentRecord& one, const DocumentRecord& other) {
  return one.last_modified == other.last_modified && one.body == other.body &&
         one.metadata == other.metadata;
}

std::uint64_t purged_with_one_write(const RevisionsPolicy& policy) {
  return policy.purged_per_write_max.value_or(std::numeric_limits<std::uint64_t>::max());
}

bool is_beyond_count(const RevisionHead& head, const RevisionsPolicy& policy) {
  return !policy.keep_count || head.count > *policy.keep_count;
}

bool is_forced(const DocumentRecord& revision) {
  return DerivedMetadata::parse(revision.derived).has_flag(DocumentFlag::kForceCreated);
}

bool is_too_old(const DocumentRecord& revision, const RevisionsPolicy& policy, WallTime now) {
  return !policy.keep_age || revision.last_modified < now - *policy.keep_age;
}

}  // namespace

Result<void> RevisionTable::before_put(const DocumentRecord& document, const DocumentRecord* before,
                                       DerivedMetadata& derived) {
  const auto* policy = is_rewriting_ ? nullptr : TRY(policy_for(document.collection));
  if (policy == nullptr && !is_forced_ && !is_rewriting_ && !TRY(any_revisions())) {
    derived.set_flag(DocumentFlag::kHasRevisions, false);
    return {};
  }
  auto subject = TRY(read_subject(document.id));
  leave_bin(subject);
  if (kept_as_) TRY(add(subject, document, *kept_as_));
  if (policy != nullptr && before != nullptr && !is_forced_ &&
      !(is_importing_ && is_same_version(*before, document))) {
    TRY(add_unless_kept(subject, *before));
  }
  if ((policy != nullptr && !is_importing_) || is_forced_) {
    auto kept = with_flag(derived, DocumentFlag::kRevision);
    kept.set_flag(DocumentFlag::kForceCreated, policy == nullptr);
    TRY(add(subject, document, std::move(kept)));
  }
  if (policy != nullptr) TRY(purge(subject, *policy, purged_with_one_write(*policy)));
  derived.set_flag(DocumentFlag::kHasRevisions, subject.head.count > 0);
  write_subject(subject);
  return {};
}

// Where revisions are not configured, those that were forced stay, and say that the document went.
Result<void> RevisionTable::before_remove(const DocumentRecord& document) {
  const auto* policy = TRY(policy_for(document.collection));
  if (policy == nullptr && !TRY(any_revisions())) return {};
  auto subject = TRY(read_subject(document.id));
  if (policy == nullptr && subject.head.count == 0) return {};
  if (policy != nullptr && policy->purge_on_delete) {
    TRY(remove_some(subject, std::numeric_limits<std::size_t>::max(), /*forced_too=*/true));
  } else {
    if (policy != nullptr) TRY(add_unless_kept(subject, document));
    TRY(add_deletion(subject, document, /*forced=*/policy == nullptr));
    if (policy != nullptr) TRY(purge(subject, *policy, purged_with_one_write(*policy)));
  }
  write_subject(subject);
  return {};
}

Result<ForcedRevision> RevisionTable::force(std::string_view id) {
  auto document = TRY(documents_.get(id));
  if (!document) {
    return invalid_argument(
        fmt::format("No revision of document {} can be made: it does not exist", id));
  }
  auto subject = TRY(read_subject(id));
  if (TRY(is_kept(subject, document->etag))) return ForcedRevision{false, *std::move(document)};
  if (subject.head.count > 0) {
    TRY(add_forced(subject, *document));
    return ForcedRevision{true, *std::move(document)};
  }
  is_forced_ = true;
  const auto updated = documents_.update(id, [](DerivedMetadata&) {});
  is_forced_ = false;
  TRY(updated);
  document = TRY(documents_.get(id));
  return ForcedRevision{true, *std::move(document)};
}

Result<void> RevisionTable::keep_present(std::string_view id) {
  const auto document = TRY(documents_.get(id));
  if (!document) return {};
  auto subject = TRY(read_subject(id));
  if (TRY(is_kept(subject, document->etag))) return {};
  return add_forced(subject, *document);
}

Result<std::size_t> RevisionTable::enforce(std::string_view folded_id,
                                           const EnforcementScope& scope) {
  auto subject = TRY(read_subject(folded_id));
  if (subject.head.count == 0) return std::size_t{0};
  const auto before = subject.head.count;
  const auto collection = TRY(collection_of(subject));
  if (!scope.collections.empty() && !scope.collections.contains(fold_case(collection))) {
    return std::size_t{0};
  }
  if (const auto* policy = TRY(policy_for(collection))) {
    TRY(purge(subject, *policy, kPurgedPerWriteMax));
  } else {
    TRY(remove_some(subject, kPurgedPerWriteMax, scope.forced_too));
  }
  write_subject(subject);
  if (subject.head.count == 0 && TRY(documents_.head(folded_id))) {
    TRY(documents_.update(folded_id, [](DerivedMetadata&) {}));
  }
  return static_cast<std::size_t>(before - subject.head.count);
}

Result<std::vector<std::string>> RevisionTable::documents_after(std::string_view after,
                                                                std::size_t count_max) const {
  auto range = revision_heads();
  if (!after.empty()) range.begin = kv::key_after(revision_head_key(after));
  std::vector<std::string> folded_ids;
  for (const auto& entry : TRY(pending_.overlay().scan(range, count_max))) {
    folded_ids.emplace_back(name_of_key(entry.key));
  }
  return folded_ids;
}

// Documents are written again behind their former versions, so that theirs is the newest etag.
Result<void> RevisionTable::import(const Document& revision, const ImportPlace& place) {
  auto subject = TRY(read_subject(revision.id));
  const auto present = TRY(documents_.get(revision.id));
  auto derived = DerivedMetadata::parse(revision.derived);
  const bool is_deletion = derived.has_flag(DocumentFlag::kDeleteRevision);
  const bool is_known = TRY(has_imported(subject, revision, place.before));
  if (!is_known && place.is_last && present && !is_deletion &&
      is_same_version(record_of(*present), record_of(revision)) &&
      !TRY(is_kept(subject, present->etag))) {
    kept_as_ = std::move(derived);
    auto written = rewrite(*present);
    kept_as_.reset();
    return written;
  }
  if (!is_known) TRY(add_imported(subject, revision, is_deletion && !present));
  if (!place.is_last || !present) return {};
  const auto newest = TRY(pending_.overlay().last(revisions_below(subject.folded_id, {})));
  if (!newest || TRY(decode_document(newest->value)).etag <= present->etag) return {};
  return rewrite(*present);
}

// Imported before, and so between others that were: from the newest back to its time.
Result<bool> RevisionTable::has_imported(const Subject& subject, const Document& revision,
                                         Etag before) const {
  if (subject.head.count == 0) return false;
  auto derived = DerivedMetadata::parse(revision.derived);
  TRY(drop_missing_attachments(derived));
  const auto derived_json = with_flag(derived, DocumentFlag::kHasRevisions).to_json();
  for (auto below = before.next();;) {
    const auto stored = TRY(pending_.overlay().last(revisions_below(subject.folded_id, below)));
    if (!stored) return false;
    const auto known = TRY(decode_document(stored->value));
    if (known.last_modified < revision.last_modified) return false;
    if (is_same_version(known, record_of(revision)) && known.derived == derived_json) return true;
    below = known.etag;
  }
}

Result<void> RevisionTable::add_imported(Subject& subject, const Document& revision,
                                         bool is_in_bin) {
  leave_bin(subject);
  const Etag etag = pending_.take_etag();
  const std::string change_vector = pending_.versions().change_vector(etag);
  auto version = record_of(revision);
  version.etag = etag;
  version.change_vector = change_vector;
  if (is_in_bin) {
    pending_.overlay().put(revision_bin_key(etag), subject.folded_id);
    subject.head.deleted = etag;
  }
  TRY(add(subject, version, DerivedMetadata::parse(revision.derived)));
  write_subject(subject);
  return {};
}

Result<void> RevisionTable::rewrite(const Document& document) {
  is_rewriting_ = true;
  documents_.set_written_at(document.last_modified);
  const auto updated = documents_.update(document.id, [](DerivedMetadata&) {});
  documents_.set_written_at(std::nullopt);
  is_rewriting_ = false;
  TRY(updated);
  return {};
}

void RevisionTable::forget_configuration() {
  configuration_written_ = true;
  configuration_.reset();
}

Result<const RevisionsPolicy*> RevisionTable::policy_for(std::string_view collection) {
  if (!configuration_ || configuration_written_) {
    const auto key = table_key(Table::kItems, feature_item_key(Feature::kRevisions));
    const auto object = TRY(decode_feature(TRY(pending_.overlay().get(key))));
    configuration_ =
        object ? TRY(RevisionsConfiguration::parse(*object)) : RevisionsConfiguration();
  }
  return configuration_->policy_for(collection);
}

// Spares a database that keeps no revisions the look for them with every document.
Result<bool> RevisionTable::any_revisions() {
  if (!any_revisions_ || revisions_written_) {
    any_revisions_ = !TRY(pending_.overlay().scan(revision_heads(), 1)).empty();
  }
  return *any_revisions_;
}

Result<RevisionTable::Subject> RevisionTable::read_subject(std::string_view id) const {
  Subject subject{.folded_id = fold_case(id), .head = {}};
  const auto stored = TRY(pending_.overlay().get(revision_head_key(subject.folded_id)));
  if (stored) subject.head = TRY(decode_revision_head(*stored));
  return subject;
}

void RevisionTable::write_subject(const Subject& subject) {
  std::string key = revision_head_key(subject.folded_id);
  revisions_written_ = true;
  if (subject.head.count == 0) {
    pending_.overlay().erase(std::move(key));
  } else {
    pending_.overlay().put(std::move(key), encode(subject.head));
  }
}

/// The collection that the document is in, or was when it was deleted.
Result<std::string> RevisionTable::collection_of(const Subject& subject) const {
  const auto document = TRY(documents_.head(subject.folded_id));
  if (document) return document->collection;
  auto range = revisions_below(subject.folded_id, {});
  if (subject.head.deleted != Etag{}) {
    range.begin = revision_key(subject.folded_id, subject.head.deleted);
  }
  const auto revision = TRY(pending_.overlay().scan(range, 1));
  if (revision.empty()) return corruption("the revisions of a document are not there");
  return std::string(TRY(decode_document(revision.front().value)).collection);
}

Result<bool> RevisionTable::is_kept(const Subject& subject, Etag version) const {
  if (subject.head.count == 0) return false;
  return TRY(pending_.overlay().get(revision_key(subject.folded_id, version))).has_value();
}

Result<void> RevisionTable::add(Subject& subject, const DocumentRecord& version,
                                DerivedMetadata derived) {
  derived.set_flag(DocumentFlag::kHasRevisions, true);
  for (const auto& attachment : TRY(drop_missing_attachments(derived))) {
    TRY(contents_.retain(attachment.hash));
  }
  const std::string derived_json = derived.to_json();
  DocumentRecord revision = version;
  revision.derived = derived_json;
  std::string key = revision_key(subject.folded_id, version.etag);
  pending_.overlay().put(revision_version_key(version.change_vector),
                         std::string(name_of_key(key)));
  pending_.overlay().put(std::move(key), encode(revision));
  subject.head.count += 1;
  return add_to_count(pending_, CountedItem::kRevisions, fold_case(version.collection), 1);
}

Result<void> RevisionTable::add_unless_kept(Subject& subject, const DocumentRecord& version) {
  if (TRY(is_kept(subject, version.etag))) return {};
  return add(subject, version,
             with_flag(DerivedMetadata::parse(version.derived), DocumentFlag::kRevision));
}

Result<void> RevisionTable::add_forced(Subject& subject, const Document& document) {
  auto derived = DerivedMetadata::parse(document.derived);
  derived.set_flag(DocumentFlag::kForceCreated, true);
  TRY(add(subject, record_of(document), with_flag(std::move(derived), DocumentFlag::kRevision)));
  write_subject(subject);
  return {};
}

// It has an etag of its own, one before that of the tombstone.
Result<void> RevisionTable::add_deletion(Subject& subject, const DocumentRecord& document,
                                         bool forced) {
  const Etag etag = pending_.take_etag();
  const std::string change_vector = pending_.versions().change_vector(etag);
  DocumentRecord deletion = document;
  deletion.etag = etag;
  deletion.last_modified = pending_.now();
  deletion.change_vector = change_vector;
  deletion.metadata = kNothing;
  deletion.body = kNothing;
  pending_.overlay().put(revision_bin_key(etag), subject.folded_id);
  subject.head.deleted = etag;
  auto derived = with_flag({}, DocumentFlag::kDeleteRevision);
  derived.set_flag(DocumentFlag::kForceCreated, forced);
  return add(subject, deletion, std::move(derived));
}

void RevisionTable::leave_bin(Subject& subject) {
  if (subject.head.deleted == Etag{}) return;
  pending_.overlay().erase(revision_bin_key(std::exchange(subject.head.deleted, Etag{})));
}

// A version that comes from another database has only those of its attachments whose contents are
// here.
Result<std::vector<Attachment>> RevisionTable::drop_missing_attachments(
    DerivedMetadata& derived) const {
  auto attachments = TRY(parse_attachments(derived.attachments()));
  const auto listed = attachments.size();
  std::vector<Attachment> kept;
  for (auto& attachment : attachments) {
    if (TRY(contents_.size_of(attachment.hash))) kept.push_back(std::move(attachment));
  }
  if (kept.size() < listed) derived.set_attachments(attachments_json(kept));
  return kept;
}

Result<void> RevisionTable::release_contents(const DocumentRecord& revision) {
  const auto derived = DerivedMetadata::parse(revision.derived);
  for (const auto& attachment : TRY(parse_attachments(derived.attachments()))) {
    TRY(contents_.release(attachment.hash));
  }
  return {};
}

// Oldest first, so the first one that is still wanted ends it.
Result<void> RevisionTable::purge(Subject& subject, const RevisionsPolicy& policy,
                                  std::uint64_t count_max) {
  if (!policy.keep_count && !policy.keep_age) return {};
  auto range = revisions_below(subject.folded_id, {});
  auto left = std::min<std::uint64_t>(count_max, kPurgedPerWriteMax);
  for (std::size_t slice = 1; left > 0 && is_beyond_count(subject.head, policy);
       slice = kPurgeSlice) {
    const auto oldest = TRY(pending_.overlay().scan(range, std::min<std::uint64_t>(left, slice)));
    if (oldest.empty()) return {};
    for (const auto& stored : oldest) {
      const auto revision = TRY(decode_document(stored.value));
      if (!is_beyond_count(subject.head, policy) || !is_too_old(revision, policy, pending_.now())) {
        return {};
      }
      TRY(remove(subject, stored, revision));
      --left;
    }
    range.begin = kv::key_after(oldest.back().key);
  }
  return {};
}

Result<void> RevisionTable::remove_some(Subject& subject, std::size_t count_max, bool forced_too) {
  auto range = revisions_below(subject.folded_id, {});
  const auto before = subject.head.count;
  for (;;) {
    const auto slice = TRY(pending_.overlay().scan(range, kPurgeSlice));
    if (slice.empty()) return {};
    for (const auto& stored : slice) {
      if (before - subject.head.count >= count_max) return {};
      const auto revision = TRY(decode_document(stored.value));
      if (forced_too || !is_forced(revision)) TRY(remove(subject, stored, revision));
    }
    range.begin = kv::key_after(slice.back().key);
  }
}

Result<void> RevisionTable::remove(Subject& subject, const kv::Entry& stored,
                                   const DocumentRecord& revision) {
  if (revision.etag == subject.head.deleted) leave_bin(subject);
  pending_.overlay().erase(stored.key);
  pending_.overlay().erase(revision_version_key(revision.change_vector));
  TRY(release_contents(revision));
  subject.head.count -= 1;
  return add_to_count(pending_, CountedItem::kRevisions, fold_case(revision.collection), -1);
}

}  // namespace penstock::documents
