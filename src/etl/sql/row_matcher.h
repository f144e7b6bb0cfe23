#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "etl/sql/sql_failure.h"
#include "etl/sql/table.h"

namespace penstock::etl::sql {

/// Compares the rows that a table has of some documents with those that it should have, as
/// multisets: the order does not count, a doubled row does. A column that a row should have no
/// value of, since its object has no such member, is not compared. Confined to one thread.
class RowMatcher {
 public:
  /// What one document has and should have.
  struct Tally {
    std::size_t found = 0;
    std::size_t expected = 0;
    std::size_t matched = 0;

    bool differs() const { return matched < found || matched < expected; }
  };

  /// `found` are rows as Dialect::read_statement() for `columns` returns them. `table` must outlive
  /// this object.
  RowMatcher(const Table& table, std::vector<std::size_t> columns, std::vector<QueryRow> found);

  /// More rows that should be there, with some of the columns. To be called with the most columns
  /// first, so that a row which says less does not take the place of one that says more.
  void expect(const std::vector<std::size_t>& columns, const std::vector<QueryRow>& rows);

  Tally of(const std::string& document_id) const;

  /// One sentence about a document that differs.
  std::string explain(const std::string& document_id) const;

 private:
  /// A row that should be there and is not.
  struct Unmatched {
    std::vector<std::size_t> columns;
    QueryRow row;
  };

  std::vector<std::size_t> places_of(const std::vector<std::size_t>& columns) const;
  std::string key_of(const QueryRow& row, const std::vector<std::size_t>& places,
                     const std::vector<std::size_t>& columns) const;
  std::optional<std::string> first_difference(const Unmatched& expected,
                                              const QueryRow& found) const;

  const Table& table_;
  const std::vector<std::size_t> columns_;
  const std::vector<QueryRow> found_;
  std::vector<bool> taken_;
  std::map<std::string, Tally> tallies_;
  std::map<std::string, Unmatched> unmatched_;  ///< The first of each document.
};

}  // namespace penstock::etl::sql
