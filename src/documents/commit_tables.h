#pragma once

#include "documents/attachment_table.h"
#include "documents/compare_exchange_table.h"
#include "documents/content_table.h"
#include "documents/counter_table.h"
#include "documents/document_table.h"
#include "documents/due_table.h"
#include "documents/identities.h"
#include "documents/pending_commit.h"
#include "documents/revision_table.h"
#include "documents/time_series_table.h"
#include "documents/tombstone_cleaner.h"

namespace penstock::documents {

/// One table for each kind of item, all over the same pending commit. A new kind adds itself here;
/// one that follows the documents takes the table of them and adds itself as their observer. The
/// observers of a document run in the order of the members. Confined to the writer's thread, for
/// one commit.
struct CommitTables {
  explicit CommitTables(PendingCommit& pending)
      : documents(pending),
        counters(pending, documents),
        contents(pending),
        attachments(pending, documents, contents),
        time_series(pending, documents),
        compare_exchange(pending),
        identities(pending),
        due(pending, documents),
        revisions(pending, documents, contents),
        tombstones(pending) {}
  CommitTables(const CommitTables&) = delete;  // Its members know one another.
  CommitTables& operator=(const CommitTables&) = delete;

  DocumentTable documents;
  CounterTable counters;
  ContentTable contents;
  AttachmentTable attachments;
  TimeSeriesTable time_series;
  CompareExchangeTable compare_exchange;
  IdentityTable identities;
  DueTable due;
  RevisionTable revisions;  // After the others: a revision has what they derive.
  TombstoneCleaner tombstones;
};

}  // namespace penstock::documents
