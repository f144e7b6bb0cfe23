#include "query/query_cursor.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "query/projection.h"

namespace penstock::query {
namespace {

using documents::Document;

/// The place behind the last result.
std::uint64_t end_of_page(const Query& query) {
  constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();
  if (!query.limit || *query.limit > kAll - query.offset) return kAll;
  return query.offset + *query.limit;
}

}  // namespace

QueryCursor::QueryCursor(const documents::DatabaseSnapshot& snapshot, const Query& query,
                         std::stop_token stop)
    : snapshot_(snapshot),
      query_(query),
      source_(DocumentSource::open(snapshot, query, std::move(stop))) {
  if (!query.order_by.empty()) rows_.emplace(query.order_by, end_of_page(query));
}

Result<QueryCursor::Step> QueryCursor::step() {
  if (rows_) return sort_step();
  if (!query_.order_by.empty()) return sorted_step();
  if (matched_ >= end_of_page(query_)) return Step::kEnd;
  const auto step = TRY(match_step());
  return step == Step::kFound && matched_ <= query_.offset ? Step::kLooking : step;
}

Result<std::optional<Document>> QueryCursor::next() {
  while (true) {
    const auto step = TRY(this->step());
    if (step == Step::kEnd) return std::nullopt;
    if (step == Step::kFound) return std::optional(std::move(document_));
  }
}

Result<QueryCursor::Step> QueryCursor::count_step() {
  if (rows_) return sort_step();
  return match_step();
}

Result<std::uint64_t> QueryCursor::count_all() {
  while (TRY(count_step()) != Step::kEnd) continue;
  return matched_;
}

Result<QueryCursor::Step> QueryCursor::sort_step() {
  const auto step = TRY(match_step());
  if (step == Step::kFound) TRY(rows_->add(document_));
  if (step != Step::kEnd) return Step::kLooking;
  sorted_ids_ = rows_->take_ids();
  sorted_at_ = std::min<std::uint64_t>(query_.offset, sorted_ids_.size());
  rows_.reset();
  return Step::kLooking;
}

Result<QueryCursor::Step> QueryCursor::sorted_step() {
  if (sorted_at_ == sorted_ids_.size()) return Step::kEnd;
  auto document = TRY(snapshot_.get(sorted_ids_[sorted_at_++]));
  if (!document) return corruption("a document is gone from its snapshot");
  document_ = *std::move(document);
  return Step::kFound;
}

Result<QueryCursor::Step> QueryCursor::match_step() {
  while (page_at_ < page_.size()) {
    auto& document = page_[page_at_++];
    if (query_.where && !matches(*query_.where, document)) continue;
    if (!TRY(is_new(document))) continue;
    ++matched_;
    document_ = std::move(document);
    return Step::kFound;
  }
  page_ = TRY(source_->next_page());
  page_at_ = 0;
  return page_.empty() ? Step::kEnd : Step::kLooking;
}

Result<bool> QueryCursor::is_new(const Document& document) {
  // Whole documents differ at least in their ids.
  if (!query_.distinct || query_.select.empty()) return true;
  auto projected = project(document, query_.select);
  const auto bytes = projected.size() + sizeof(std::string);
  if (!seen_.insert(std::move(projected)).second) {
    ++skipped_;
    return false;
  }
  seen_bytes_ += bytes;
  if (seen_bytes_ <= kDistinctBytesMax) return true;
  return Error{ErrorCode::kTooLarge,
               fmt::format("'select distinct' over this many different results takes more than "
                           "{} MB; narrow the query with 'where'.",
                           kDistinctBytesMax >> 20)};
}

}  // namespace penstock::query
