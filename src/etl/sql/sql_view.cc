#include "etl/sql/sql_view.h"

#include <algorithm>
#include <utility>

#include "etl/sql/checkpoint.h"
#include "etl/sql/held_rows.h"
#include "etl/sql/row_insertion.h"
#include "etl/sql/row_matcher.h"

namespace penstock::etl::sql {
namespace {

std::vector<std::string_view> ids_of(const LoadBatch& batch) {
  std::vector<std::string_view> ids;
  for (const auto& document : batch.documents) ids.emplace_back(document.id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

/// The row sets of a table, those with the most columns first.
std::vector<const RowSet*> sets_of(const Table& table, const EncodedBatch& encoded) {
  std::vector<const RowSet*> sets;
  for (const auto& set : encoded.row_sets) {
    if (set.table == &table) sets.push_back(&set);
  }
  std::stable_sort(sets.begin(), sets.end(), [](const RowSet* left, const RowSet* right) {
    return left->columns.size() > right->columns.size();
  });
  return sets;
}

/// Every column that one of the sets has; the document id if there are none.
std::vector<std::size_t> columns_of(const Table& table, const std::vector<const RowSet*>& sets) {
  std::vector<std::size_t> columns{table.id_column};
  for (const auto* set : sets) {
    columns.insert(columns.end(), set->columns.begin(), set->columns.end());
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

Drift drift_of(std::size_t found, std::size_t expected) {
  if (found == 0) return Drift::kMissing;
  return expected == 0 ? Drift::kSurplus : Drift::kDifferent;
}

}  // namespace

SqlView::SqlView(const Driver& driver, std::unique_ptr<Connection> connection,
                 std::shared_ptr<const Catalogue> catalogue,
                 std::optional<SourceCheckpoint> at_source)
    : driver_(driver),
      connection_(std::move(connection)),
      catalogue_(std::move(catalogue)),
      at_source_(at_source) {}

Result<Etag> SqlView::delivered_to(const ProcessKey& process, Generation generation,
                                   const std::stop_token& stop) {
  connection_->watch(stop);
  const Checkpoint checkpoint(connection_->dialect(), process);
  const auto here = TRY(checkpoint.peek(*connection_, generation));
  if (!at_source_) return here;
  return std::max(here, TRY(at_source_->find(process, generation)).value_or(Etag{}));
}

Result<std::string> SqlView::other_source(const ProcessKey& process, const std::stop_token& stop) {
  connection_->watch(stop);
  return Checkpoint(connection_->dialect(), process).other_source(*connection_);
}

Result<HeldPage> SqlView::held(const std::string& begin, const std::stop_token& stop) {
  connection_->watch(stop);
  return read_held(*connection_, connection_->dialect(), *catalogue_, begin);
}

Result<std::vector<DriftedDocument>> SqlView::compare(const LoadBatch& batch,
                                                      const std::stop_token& stop) {
  connection_->watch(stop);
  const auto encoded = encode_rows(batch, catalogue_, driver_.row_format());
  Verdicts verdicts;
  for (const auto& rejected : encoded.rejected) {
    verdicts[batch.documents[rejected.document].id].refusal = rejected.message;
  }
  for (const auto& table : catalogue_->tables) {
    if (!table.insert_only) TRY(compare_table(table, batch, encoded, verdicts));
  }
  std::vector<DriftedDocument> drifted;
  for (auto& [id, verdict] : verdicts) {
    if (!verdict.refusal.empty()) {
      drifted.push_back({id, Drift::kRefused, std::move(verdict.refusal)});
    } else if (!verdict.detail.empty()) {
      drifted.push_back({id, drift_of(verdict.found, verdict.expected), std::move(verdict.detail)});
    }
  }
  return drifted;
}

Result<void> SqlView::compare_table(const Table& table, const LoadBatch& batch,
                                    const EncodedBatch& encoded, Verdicts& verdicts) {
  if (auto begun = connection_->begin_reading(); !begun.ok()) return begun.failure->to_error();
  auto compared = compare_rows(table, batch, encoded, verdicts);
  connection_->rollback();
  return compared;
}

Result<void> SqlView::compare_rows(const Table& table, const LoadBatch& batch,
                                   const EncodedBatch& encoded, Verdicts& verdicts) {
  const auto ids = ids_of(batch);
  const auto sets = sets_of(table, encoded);
  const auto columns = columns_of(table, sets);
  RowMatcher matcher(table, columns, TRY(read_rows(table, columns, ids)));
  for (const auto* set : sets) {
    matcher.expect(set->columns, TRY(expected_rows(*set, batch, encoded, ids, verdicts)));
  }
  for (const auto view : ids) {
    const std::string id(view);
    const auto tally = matcher.of(id);
    auto& verdict = verdicts[id];
    verdict.found += tally.found;
    verdict.expected += tally.expected;
    if (tally.differs() && verdict.detail.empty()) verdict.detail = matcher.explain(id);
  }
  return {};
}

Result<std::vector<QueryRow>> SqlView::read_rows(const Table& table,
                                                 const std::vector<std::size_t>& columns,
                                                 std::span<const std::string_view> ids) {
  auto rows = connection_->read(connection_->dialect().read_statement(table, columns), ids);
  if (!rows.ok()) return rows.failure->to_error().within("reading table " + table.configured_name);
  return std::move(rows.rows);
}

Result<std::vector<QueryRow>> SqlView::expected_rows(const RowSet& set, const LoadBatch& batch,
                                                     const EncodedBatch& encoded,
                                                     std::span<const std::string_view> ids,
                                                     Verdicts& verdicts) {
  auto made = connection_->dialect().shadow(*set.table, set.columns);
  if (auto created = connection_->execute(made.create); !created.ok()) {
    return created.failure->to_error().within("making a temporary table to compare with");
  }
  const auto shadow = shadow_of(*set.table, set.columns, std::move(made.quoted_name));
  if (TRY(fill(shadow, encoded, set, set.rows))) {
    TRY(fill_one_by_one(shadow, encoded, set, batch, verdicts));
  }
  return read_rows(shadow, all_columns(shadow), ids);
}

/// All of these rows, or none of them: then, why not.
Result<std::optional<std::string>> SqlView::fill(const Table& shadow, const EncodedBatch& encoded,
                                                 const RowSet& set,
                                                 std::span<const EncodedRow> rows) {
  const auto& dialect = connection_->dialect();
  if (auto begun = connection_->execute(dialect.begin_part()); !begun.ok()) {
    return begun.failure->to_error();
  }
  auto inserted = insert_rows(*connection_, dialect.insert_statement(shadow, all_columns(shadow)),
                              encoded, set, rows);
  const bool is_refused = !inserted.ok() && inserted.failure->kind == FailureClass::kDocument;
  if (!inserted.ok() && !is_refused) return inserted.failure->to_error();
  auto ended = connection_->execute(is_refused ? dialect.undo_part() : dialect.end_part());
  if (!ended.ok()) return ended.failure->to_error();
  if (!is_refused) return std::nullopt;
  return std::optional(std::move(inserted.failure->message));
}

Result<void> SqlView::fill_one_by_one(const Table& shadow, const EncodedBatch& encoded,
                                      const RowSet& set, const LoadBatch& batch,
                                      Verdicts& verdicts) {
  for (const auto& row : set.rows) {
    auto refusal = TRY(fill(shadow, encoded, set, {&row, 1}));
    if (refusal) verdicts[batch.documents[row.document].id].refusal = *std::move(refusal);
  }
  return {};
}

}  // namespace penstock::etl::sql
