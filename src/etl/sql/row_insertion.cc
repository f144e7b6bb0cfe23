#include "etl/sql/row_insertion.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "documents/attachment_reader.h"

namespace penstock::etl::sql {
namespace {

/// Rows are sent together as long as they take no more.
constexpr std::size_t kPartBytesMax = std::size_t{4} << 20;

SqlFailure failure_of(Error error) {
  const bool is_lost = error.code == ErrorCode::kCorruption;
  return {.kind = is_lost ? FailureClass::kDocument : FailureClass::kUnavailable,
          .message = std::move(error.message)};
}

/// Sends the rows of one call; lives for that.
class RowInsertion {
 public:
  RowInsertion(Connection& connection, const std::string& statement, const EncodedBatch& batch,
               const RowSet& set)
      : connection_(connection),
        statement_(statement),
        format_(*batch.format),
        set_(set),
        reader_(batch.snapshot->storage()) {}

  StatementResult insert(std::span<const EncodedRow> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto begin = bytes_.size();
      if (auto complete = append(rows[i]); !complete) {
        auto failure = failure_of(std::move(complete).error());
        failure.row = i;
        return {0, std::move(failure)};
      }
      rows_.push_back({begin, static_cast<std::uint32_t>(bytes_.size() - begin), rows[i].document});
      if (bytes_.size() < kPartBytesMax && i + 1 < rows.size()) continue;
      if (auto sent = send(i + 1 - rows_.size()); !sent.ok()) return sent;
    }
    return {sent_, {}};
  }

 private:
  /// The bytes of a row with those of its attachments.
  Result<void> append(const EncodedRow& row) {
    const auto end = row.begin + row.length;
    auto at = row.begin;
    // No row begins with a blob: what ends where it begins belongs to the one before.
    auto blob = std::ranges::upper_bound(set_.blobs, row.begin, {}, &EncodedBlob::at);
    for (; blob != set_.blobs.end() && blob->at <= end; ++blob) {
      bytes_.append(set_.bytes, at, blob->at - at);
      at = blob->at;
      TRY(append_content(blob->hash));
    }
    bytes_.append(set_.bytes, at, end - at);
    return {};
  }

  Result<void> append_content(const std::string& hash) {
    const auto content = TRY(reader_.find_content(hash));
    if (!content) return corruption("the bytes of an attachment are not there");
    for (std::uint64_t offset = 0; offset < content->size;) {
      const auto piece = TRY(reader_.read(*content, offset));
      format_.append_blob_bytes(bytes_, piece);
      offset += piece.size();
    }
    return {};
  }

  /// `first`: which of all rows the first one of the part is.
  StatementResult send(std::size_t first) {
    auto inserted = connection_.insert(statement_, {bytes_, rows_});
    if (inserted.failure && inserted.failure->row) *inserted.failure->row += first;
    sent_ += inserted.rows;
    bytes_.clear();
    rows_.clear();
    return inserted;
  }

  Connection& connection_;
  const std::string& statement_;
  const RowFormat& format_;
  const RowSet& set_;
  const documents::AttachmentReader reader_;
  std::string bytes_;
  std::vector<EncodedRow> rows_;
  std::uint64_t sent_ = 0;
};

}  // namespace

StatementResult insert_rows(Connection& connection, const std::string& statement,
                            const EncodedBatch& batch, const RowSet& set,
                            std::span<const EncodedRow> rows) {
  if (set.blobs.empty()) return connection.insert(statement, {set.bytes, rows});
  CHECK(batch.format != nullptr && batch.snapshot != nullptr);
  return RowInsertion(connection, statement, batch, set).insert(rows);
}

}  // namespace penstock::etl::sql
