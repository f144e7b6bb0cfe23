#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/destination_view.h"
#include "etl/source_checkpoint.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/row_set.h"

namespace penstock::etl::sql {

class RowMatcher;

/// What a relational destination has of documents, beside what they would become. The rows to
/// compare with are those that the product itself makes: they are loaded, as a task loads them,
/// into a table of the session's own with the columns of the real one, and read back in the same
/// words. Confined to one thread.
class SqlView final : public DestinationView {
 public:
  /// `driver` must outlive the view. Positions may be `at_source`.
  SqlView(const Driver& driver, std::unique_ptr<Connection> connection,
          std::shared_ptr<const Catalogue> catalogue, std::optional<SourceCheckpoint> at_source);

  Result<Etag> delivered_to(const ProcessKey& process, Generation generation,
                            const std::stop_token& stop) override;
  Result<std::string> other_source(const ProcessKey& process, const std::stop_token& stop) override;
  /// Insert-only tables are left out: what they have accumulates.
  Result<std::vector<DriftedDocument>> compare(const LoadBatch& batch,
                                               const std::stop_token& stop) override;
  Result<HeldPage> held(const std::string& begin, const std::stop_token& stop) override;

 private:
  /// Of one document, over all tables.
  struct Verdict {
    std::size_t found = 0;
    std::size_t expected = 0;
    std::string detail;   ///< Empty: nothing differs.
    std::string refusal;  ///< Why it would not be taken.
  };
  using Verdicts = std::map<std::string, Verdict, std::less<>>;

  Result<void> compare_table(const Table& table, const LoadBatch& batch,
                             const EncodedBatch& encoded, Verdicts& verdicts);
  /// In an open transaction.
  Result<void> compare_rows(const Table& table, const LoadBatch& batch, const EncodedBatch& encoded,
                            Verdicts& verdicts);
  Result<std::vector<QueryRow>> read_rows(const Table& table,
                                          const std::vector<std::size_t>& columns,
                                          std::span<const std::string_view> ids);
  Result<std::vector<QueryRow>> expected_rows(const RowSet& set, const LoadBatch& batch,
                                              const EncodedBatch& encoded,
                                              std::span<const std::string_view> ids,
                                              Verdicts& verdicts);
  Result<std::optional<std::string>> fill(const Table& shadow, const EncodedBatch& encoded,
                                          const RowSet& set, std::span<const EncodedRow> rows);
  Result<void> fill_one_by_one(const Table& shadow, const EncodedBatch& encoded, const RowSet& set,
                               const LoadBatch& batch, Verdicts& verdicts);

  const Driver& driver_;
  const std::unique_ptr<Connection> connection_;
  const std::shared_ptr<const Catalogue> catalogue_;
  const std::optional<SourceCheckpoint> at_source_;
};

}  // namespace penstock::etl::sql
