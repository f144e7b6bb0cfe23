#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "etl/sql/driver/driver.h"
#include "etl/sql/earlier_rows.h"
#include "etl/sql/merge_plan.h"
#include "etl/sql/row_set.h"

namespace penstock::etl::sql {

/// Writes the rows of one batch: all deletes, children first, then all inserts, parents first. A
/// rejected document takes part in neither, so that its previous rows stay. Knows which documents
/// are rejected; lives for one batch and serves as many transactions as that takes.
/// Confined to one thread.
class BatchWriter {
 public:
  /// The arguments must outlive this object.
  BatchWriter(Connection& connection, const Dialect& dialect, EarlierRows& earlier_rows,
              const LoadBatch& batch, const EncodedBatch& encoded);

  /// Everything at once. Rows: inserted, and deleted for tombstones.
  StatementResult write_whole();

  /// The slow way, when write_whole() failed for reasons that lie in documents that the
  /// destination does not name, or in many: parts of the batch, each a transaction inside the
  /// transaction, and parts of the parts that fail, down to small ones without the documents that
  /// the destination names, or to single documents, which are rejected. The failure is one that is
  /// no document's fault, or one that ended the transaction: culprit() may know whose it is, or the
  /// part where that happened is what the next call takes apart.
  StatementResult write_in_parts();

  /// Whether the last failure of write_in_parts() leaves fewer documents to look for its culprit
  /// than the one before, so that calling it again gets on.
  bool has_narrowed() const;

  /// The document that the last failure points at, if it does.
  std::optional<std::uint32_t> culprit(const SqlFailure& failure) const;

  /// The destination has refused it with the last failure.
  void reject(std::uint32_t document, const SqlFailure& failure);
  const std::vector<RejectedDocument>& rejected() const { return rejected_; }

 private:
  /// Documents by their index in the batch, the last one not included.
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };

  StatementResult write(Range range);
  StatementResult erase(Range range);
  StatementResult erase(Range range, LoadDocument::Kind kind);
  static StatementResult name_culprit(const Table& table, std::span<const std::string_view> ids,
                                      StatementResult erased);
  StatementResult insert(Range range);
  StatementResult insert_rows(const RowSet& set, std::span<const EncodedRow> rows);
  /// Of a table with Table::upsert.
  StatementResult upsert_rows(const RowSet& set, std::span<const EncodedRow> rows);
  StatementResult merge_rows(const RowSet& set);
  StatementResult write_part(Range range);
  StatementResult isolate(Range range);
  StatementResult split(Range range);
  bool holds_suspects(Range range) const;
  RejectedDocument refused(std::uint32_t document, const SqlFailure& failure) const;
  void reject(RejectedDocument rejected);
  /// Rejects it, or lets it wait for rows of other documents.
  void set_aside(std::uint32_t document, const SqlFailure& failure);
  void leave_out(std::uint32_t document);
  StatementResult write_waiting();
  std::span<const EncodedRow> rows_in(const RowSet& set, Range range);
  std::vector<std::string_view> ids_in(Range range, LoadDocument::Kind kind) const;
  std::vector<std::string_view> ids_to_replace(Range range, const Table& table) const;
  std::vector<std::string_view> ids_of(std::span<const EncodedRow> rows) const;
  std::uint32_t count_alive(Range range) const;
  std::uint32_t first_alive(Range range) const;
  Range all() const;
  void drop_tombstones_of_moved();

  Connection& connection_;
  const Dialect& dialect_;
  EarlierRows& earlier_rows_;
  const LoadBatch& batch_;
  const EncodedBatch& encoded_;
  const MergePlan merges_;
  std::vector<bool> alive_;
  Range ended_in_;  // The part that ended the transaction; empty: none did.
  Range suspects_;  // The same of the call before.
  bool any_rejected_ = false;
  std::vector<RejectedDocument> rejected_;
  std::vector<RejectedDocument> waiting_;  // For rows of other documents: foreign keys.
  std::vector<EncodedRow> alive_rows_;     // What rows_in() had to pick one by one.
  std::vector<EncodedRow> merged_rows_;    // What upsert_rows() made of its rows.
  std::vector<EncodedRow> replaced_rows_;
  std::span<const EncodedRow> last_rows_;  // What insert() sent last: a failure names one of them.
  const Table* last_table_ = nullptr;      // Where to; null when that is done.
};

}  // namespace penstock::etl::sql
