#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/attachment.h"
#include "documents/content_table.h"
#include "documents/derived_metadata.h"
#include "documents/document_observer.h"
#include "documents/document_table.h"
#include "documents/pending_commit.h"
#include "documents/revision_keys.h"
#include "documents/revisions_configuration.h"

namespace penstock::documents {

/// What forcing a revision did.
struct ForcedRevision {
  bool created = false;  ///< False: the version was kept already.
  Document document;     ///< As it is now; it may have a new change vector.
};

/// Which revisions an enforcement of the configuration may remove.
struct EnforcementScope {
  std::set<std::string> collections;  ///< Folded names; none for all.
  bool forced_too = false;            ///< Also those that were forced where none are configured.
};

/// The revisions of a commit in the making: follows the documents and keeps their versions as the
/// configuration wants it, with the contents of their attachments. Confined to the writer's thread,
/// for one commit.
class RevisionTable final : public DocumentObserver {
 public:
  /// One write removes at most this many revisions that are no longer wanted; the next write goes
  /// on. Those of a document that goes with all its revisions go together.
  static constexpr std::size_t kPurgedPerWriteMax = 1024;

  /// Follows `documents`. The others must outlive this object.
  RevisionTable(PendingCommit& pending, DocumentTable& documents, ContentTable& contents)
      : pending_(pending), documents_(documents), contents_(contents) {
    documents.add_observer(*this);
  }

  Result<void> before_put(const DocumentRecord& document, const DocumentRecord* before,
                          DerivedMetadata& derived) override;
  Result<void> before_remove(const DocumentRecord& document) override;

  /// Keeps the present version of a document, whatever the configuration. A document without any
  /// revisions is written again, since its flags change. Errors: kInvalidArgument if there is no
  /// such document.
  Result<ForcedRevision> force(std::string_view id);

  /// Keeps the present version, which the same transaction is about to replace; nothing happens if
  /// there is no such document or its version is kept already.
  Result<void> keep_present(std::string_view id);

  /// Removes the revisions of a document that are in `scope` and that the configuration does not
  /// want, oldest first, at most kPurgedPerWriteMax of them; returns how many. A document that is
  /// left without any is written again, since its flags change.
  Result<std::size_t> enforce(std::string_view folded_id, const EnforcementScope& scope);

  /// Folded ids of documents that have revisions, those after `after`, at most `count_max`.
  Result<std::vector<std::string>> documents_after(std::string_view after,
                                                   std::size_t count_max) const;

  /// While on, the documents that are written come from another database, and so do their
  /// revisions: they make none of their own. What they replace is kept as ever.
  void set_importing(bool is_importing) { is_importing_ = is_importing; }

  /// Where a version stands among those of its document that are imported.
  struct ImportPlace {
    Etag before;           ///< Of the database when the import began.
    bool is_last = false;  ///< No other version of the document follows.
  };
  /// Adds a version that another database has kept, with the time that it has there, whatever the
  /// configuration. Versions come oldest first. One that was there before the import began is not
  /// added again; the last one becomes the revision of the document as it is now, if it is that.
  Result<void> import(const Document& revision, const ImportPlace& place);

  /// The configuration was written: it is read again from now on.
  void forget_configuration();

 private:
  /// The document whose revisions are being changed.
  struct Subject {
    std::string folded_id;
    RevisionHead head;
  };

  Result<const RevisionsPolicy*> policy_for(std::string_view collection);
  Result<bool> any_revisions();

  Result<Subject> read_subject(std::string_view id) const;
  void write_subject(const Subject& subject);

  Result<std::string> collection_of(const Subject& subject) const;
  Result<bool> is_kept(const Subject& subject, Etag version) const;
  Result<void> add(Subject& subject, const DocumentRecord& version, DerivedMetadata derived);
  Result<void> add_unless_kept(Subject& subject, const DocumentRecord& version);
  Result<void> add_forced(Subject& subject, const Document& document);
  Result<bool> has_imported(const Subject& subject, const Document& revision, Etag before) const;
  Result<void> add_imported(Subject& subject, const Document& revision, bool is_in_bin);
  Result<void> rewrite(const Document& document);
  Result<void> add_deletion(Subject& subject, const DocumentRecord& document, bool forced);
  void leave_bin(Subject& subject);
  Result<std::vector<Attachment>> drop_missing_attachments(DerivedMetadata& derived) const;
  Result<void> release_contents(const DocumentRecord& revision);

  Result<void> purge(Subject& subject, const RevisionsPolicy& policy, std::uint64_t count_max);
  Result<void> remove_some(Subject& subject, std::size_t count_max, bool forced_too);
  Result<void> remove(Subject& subject, const kv::Entry& stored, const DocumentRecord& revision);

  PendingCommit& pending_;
  DocumentTable& documents_;
  ContentTable& contents_;
  bool is_forced_ = false;  ///< The document being written is kept, whatever the configuration.
  bool is_importing_ = false;
  bool is_rewriting_ = false;  ///< The document being written stays as it is: nothing is kept,
  std::optional<DerivedMetadata> kept_as_;  ///< but for this.

  // Read from the snapshot once a commit. What this commit writes itself is read each time, so
  // that undo() need not come here.
  bool configuration_written_ = false;
  std::optional<RevisionsConfiguration> configuration_;
  bool revisions_written_ = false;
  std::optional<bool> any_revisions_;
};

}  // namespace penstock::documents
