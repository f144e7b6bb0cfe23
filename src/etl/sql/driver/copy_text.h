#pragma once

#include "etl/sql/driver/row_format.h"

namespace penstock::etl::sql {

/// Rows as PostgreSQL's COPY reads them in its text format: columns end in a tab, rows in a new
/// line, \N is NULL, a backslash takes the meaning off the next byte (PostgreSQL manual, COPY).
/// Immutable, thread-safe.
class CopyTextFormat final : public RowFormat {
 public:
  void append_null(std::string& row) const override;
  void append_boolean(std::string& row, bool value) const override;
  void append_number(std::string& row, std::string_view digits, bool as_text) const override;
  void append_text(std::string& row, std::string_view text) const override;
  std::size_t append_blob(std::string& row, std::uint32_t size) const override;
  void append_blob_bytes(std::string& row, std::string_view bytes) const override;
  void end_row(std::string& row) const override;
};

}  // namespace penstock::etl::sql
