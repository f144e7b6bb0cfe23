#include "etl/sql/batch_writer.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "etl/sql/refusal.h"
#include "etl/sql/row_insertion.h"

namespace penstock::etl::sql {
namespace {

constexpr std::uint32_t kPartsOfPart = 16;
/// A part of at most so many documents is tried again without the one that the destination named.
constexpr std::uint32_t kRepeatedDocumentsMax = 64;
/// How often documents that wait for each other's rows are tried again.
constexpr int kWaitingRoundsMax = 4;

}  // namespace

BatchWriter::BatchWriter(Connection& connection, const Dialect& dialect, EarlierRows& earlier_rows,
                         const LoadBatch& batch, const EncodedBatch& encoded)
    : connection_(connection),
      dialect_(dialect),
      earlier_rows_(earlier_rows),
      batch_(batch),
      encoded_(encoded),
      merges_(encoded),
      alive_(batch.documents.size(), true) {
  drop_tombstones_of_moved();
  for (const auto& rejected : encoded_.rejected) reject(rejected);
}

StatementResult BatchWriter::write_whole() { return write(all()); }

StatementResult BatchWriter::write_in_parts() {
  waiting_.clear();
  suspects_ = std::exchange(ended_in_, {});
  auto result = split(all());
  if (!result.ok()) return result;
  auto late = write_waiting();
  late.rows += result.rows;
  return late;
}

std::optional<std::uint32_t> BatchWriter::culprit(const SqlFailure& failure) const {
  if (!is_fault_of_document(failure)) return std::nullopt;
  if (failure.row && *failure.row < last_rows_.size()) return last_rows_[*failure.row].document;
  if (failure.ended_transaction && count_alive(ended_in_) == 1) return first_alive(ended_in_);
  const auto& tables = encoded_.catalogue->tables;
  const bool is_id_column =
      std::any_of(tables.begin(), tables.end(),
                  [&failure](const Table& table) { return table.id().name == failure.key_column; });
  if (!is_id_column) return std::nullopt;
  for (std::uint32_t i = 0; i < batch_.documents.size(); ++i) {
    if (alive_[i] && batch_.documents[i].id == failure.key) return i;
  }
  return std::nullopt;
}

bool BatchWriter::has_narrowed() const {
  const auto count = count_alive(ended_in_);
  const auto count_before = count_alive(suspects_);
  return count > 0 && (count_before == 0 || count < count_before);
}

void BatchWriter::reject(std::uint32_t document, const SqlFailure& failure) {
  reject(refused(document, failure));
}

RejectedDocument BatchWriter::refused(std::uint32_t document, const SqlFailure& failure) const {
  auto words = failure.message;
  if (last_table_ != nullptr) {
    words = explain_refusal(*last_table_, batch_.documents[document], words);
  }
  return {document, ErrorStep::kLoad, std::move(words), failure.kind == FailureClass::kReference};
}

void BatchWriter::reject(RejectedDocument rejected) {
  leave_out(rejected.document);
  rejected_.push_back(std::move(rejected));
}

void BatchWriter::leave_out(std::uint32_t document) {
  alive_[document] = false;
  any_rejected_ = true;
}

// A document that moved to another collection comes as a tombstone and a document. The document's
// own delete does what the tombstone asks for; were both alive, rejecting the document would not
// save its previous rows.
void BatchWriter::drop_tombstones_of_moved() {
  std::unordered_set<std::string_view> put;
  for (const auto& document : batch_.documents) {
    if (document.kind == LoadDocument::Kind::kPut) put.insert(document.id);
  }
  if (put.size() == batch_.documents.size()) return;
  for (std::uint32_t i = 0; i < batch_.documents.size(); ++i) {
    const auto& document = batch_.documents[i];
    if (document.kind == LoadDocument::Kind::kDelete && put.contains(document.id))
      alive_[i] = false;
  }
}

StatementResult BatchWriter::write(Range range) {
  last_rows_ = {};
  last_table_ = nullptr;
  auto erased = erase(range);
  if (!erased.ok()) return erased;
  auto inserted = insert(range);
  inserted.rows += erased.rows;
  return inserted;
}

StatementResult BatchWriter::erase(Range range) {
  auto replaced = erase(range, LoadDocument::Kind::kPut);
  if (!replaced.ok()) return replaced;
  return erase(range, LoadDocument::Kind::kDelete);
}

StatementResult BatchWriter::erase(Range range, LoadDocument::Kind kind) {
  StatementResult total;
  const auto ids = ids_in(range, kind);
  if (ids.empty()) return total;
  const auto& tables = encoded_.catalogue->tables;
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    if (table->insert_only) continue;
    const bool keeps_rows = table->upsert && kind == LoadDocument::Kind::kPut;
    const auto replaced = keeps_rows ? ids_to_replace(range, *table) : ids;
    auto erased = name_culprit(*table, replaced, earlier_rows_.erase(*table, replaced));
    if (!erased.ok()) return erased;
    total.rows += erased.rows;
  }
  return total;
}

StatementResult BatchWriter::name_culprit(const Table& table, std::span<const std::string_view> ids,
                                          StatementResult erased) {
  if (!erased.ok() && erased.failure->row) {
    erased.failure->key_column = table.id().name;
    erased.failure->key = ids[*erased.failure->row];
    erased.failure->row.reset();
  }
  return erased;
}

StatementResult BatchWriter::insert(Range range) {
  StatementResult total;
  for (const auto& set : encoded_.row_sets) {
    const auto rows = rows_in(set, range);
    last_table_ = set.table;
    auto written = set.table->upsert ? upsert_rows(set, rows) : insert_rows(set, rows);
    if (!written.ok()) return written;
    total.rows += written.rows;
  }
  last_table_ = nullptr;
  return total;
}

StatementResult BatchWriter::insert_rows(const RowSet& set, std::span<const EncodedRow> rows) {
  last_rows_ = rows;
  if (rows.empty()) return {};
  return sql::insert_rows(connection_, dialect_.insert_statement(*set.table, set.columns), encoded_,
                          set, rows);
}

StatementResult BatchWriter::upsert_rows(const RowSet& set, std::span<const EncodedRow> rows) {
  merged_rows_.clear();
  replaced_rows_.clear();
  for (const auto& row : rows) {
    (merges_.merges(*set.table, row.document) ? merged_rows_ : replaced_rows_).push_back(row);
  }
  auto inserted = insert_rows(set, replaced_rows_);
  if (!inserted.ok() || merged_rows_.empty()) return inserted;
  auto merged = merge_rows(set);
  merged.rows += inserted.rows;
  return merged;
}

// The rows go to a table of the session's own on the fast path; what differs goes on from there.
StatementResult BatchWriter::merge_rows(const RowSet& set) {
  const auto statements = dialect_.merge(*set.table, set.columns);
  auto made = connection_.execute(statements.shadow.create);
  if (!made.ok()) return made;
  const auto shadow = shadow_of(*set.table, set.columns, statements.shadow.quoted_name);
  last_rows_ = merged_rows_;
  auto filled =
      sql::insert_rows(connection_, dialect_.insert_statement(shadow, all_columns(shadow)),
                       encoded_, set, merged_rows_);
  if (!filled.ok()) return filled;
  last_rows_ = {};
  StatementResult total;
  if (!statements.remove.empty()) {
    const auto ids = ids_of(merged_rows_);
    auto removed = name_culprit(*set.table, ids, connection_.erase(statements.remove, ids));
    if (!removed.ok()) return removed;
  }
  for (const auto& statement : {statements.update, statements.insert}) {
    if (statement.empty()) continue;
    auto written = connection_.execute(statement);
    if (!written.ok()) return written;
    total.rows += written.rows;
  }
  return total;
}

StatementResult BatchWriter::write_part(Range range) {
  auto result = connection_.execute(dialect_.begin_part());
  if (!result.ok()) return result;
  result = write(range);
  if (result.ok()) result.failure = connection_.check_constraints().failure;
  if (!result.ok() && result.failure->ended_transaction) return result;
  auto ended = connection_.execute(result.ok() ? dialect_.end_part() : dialect_.undo_part());
  if (!ended.ok()) return ended;
  return result;
}

StatementResult BatchWriter::isolate(Range range) {
  if (holds_suspects(range)) return split(range);
  for (;;) {
    const auto count = count_alive(range);
    if (count == 0) return {};
    auto result = write_part(range);
    if (result.ok() || !is_fault_of_document(*result.failure)) return result;
    if (result.failure->ended_transaction) {
      ended_in_ = range;
      return result;
    }
    const auto named = count == 1 ? first_alive(range) : culprit(*result.failure);
    if (named) set_aside(*named, *result.failure);
    if (count == 1) return {};
    if (!named || count > kRepeatedDocumentsMax) return split(range);
  }
}

void BatchWriter::set_aside(std::uint32_t document, const SqlFailure& failure) {
  auto rejected = refused(document, failure);
  if (failure.kind != FailureClass::kReference) return reject(std::move(rejected));
  leave_out(document);
  waiting_.push_back(std::move(rejected));
}

/// Some, and one of them is a culprit that nobody names.
bool BatchWriter::holds_suspects(Range range) const {
  return count_alive(suspects_) > 1 && range.first <= suspects_.first &&
         suspects_.last <= range.last;
}

StatementResult BatchWriter::split(Range range) {
  const auto step = std::max<std::uint32_t>(1, (range.last - range.first) / kPartsOfPart);
  StatementResult total;
  for (auto first = range.first; first < range.last; first += step) {
    auto part = isolate({first, std::min(range.last, first + step)});
    if (!part.ok()) return part;
    total.rows += part.rows;
  }
  return total;
}

StatementResult BatchWriter::write_waiting() {
  StatementResult total;
  bool progress = true;
  for (int round = 0; round < kWaitingRoundsMax && progress && !waiting_.empty(); ++round) {
    auto tried = std::exchange(waiting_, {});
    for (const auto& document : tried) {
      alive_[document.document] = true;
      auto part = isolate({document.document, document.document + 1});
      if (!part.ok()) return part;
      total.rows += part.rows;
    }
    progress = waiting_.size() < tried.size();
  }
  for (auto& document : std::exchange(waiting_, {})) reject(std::move(document));
  return total;
}

std::span<const EncodedRow> BatchWriter::rows_in(const RowSet& set, Range range) {
  const auto before = [](const EncodedRow& row, std::uint32_t document) {
    return row.document < document;
  };
  const auto first = std::lower_bound(set.rows.begin(), set.rows.end(), range.first, before);
  const auto last = std::lower_bound(first, set.rows.end(), range.last, before);
  if (!any_rejected_) return {first, last};
  alive_rows_.clear();
  std::copy_if(first, last, std::back_inserter(alive_rows_),
               [this](const EncodedRow& row) { return alive_[row.document]; });
  return alive_rows_;
}

std::vector<std::string_view> BatchWriter::ids_in(Range range, LoadDocument::Kind kind) const {
  std::vector<std::string_view> ids;
  ids.reserve(range.last - range.first);
  for (auto i = range.first; i < range.last; ++i) {
    if (alive_[i] && batch_.documents[i].kind == kind) ids.emplace_back(batch_.documents[i].id);
  }
  return ids;
}

/// Documents whose rows of `table` are not merged.
std::vector<std::string_view> BatchWriter::ids_to_replace(Range range, const Table& table) const {
  std::vector<std::string_view> ids;
  for (auto i = range.first; i < range.last; ++i) {
    const bool is_put = alive_[i] && batch_.documents[i].kind == LoadDocument::Kind::kPut;
    if (is_put && !merges_.merges(table, i)) ids.emplace_back(batch_.documents[i].id);
  }
  return ids;
}

/// Of rows that are ordered by document.
std::vector<std::string_view> BatchWriter::ids_of(std::span<const EncodedRow> rows) const {
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && rows[i].document == rows[i - 1].document) continue;
    ids.emplace_back(batch_.documents[rows[i].document].id);
  }
  return ids;
}

std::uint32_t BatchWriter::count_alive(Range range) const {
  return static_cast<std::uint32_t>(
      std::count(alive_.begin() + range.first, alive_.begin() + range.last, true));
}

std::uint32_t BatchWriter::first_alive(Range range) const {
  while (!alive_[range.first]) ++range.first;
  return range.first;
}

BatchWriter::Range BatchWriter::all() const {
  return {0, static_cast<std::uint32_t>(batch_.documents.size())};
}

}  // namespace penstock::etl::sql
