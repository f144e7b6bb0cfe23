#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "etl/sql/driver/mariadb_rows.h"

struct st_mysql_bind;
struct st_mysql_stmt;

namespace penstock::etl::sql {

/// Rows of MariadbRowFormat as the parameters of a prepared INSERT, which the client library asks
/// for row by row. A parameter has one type for all rows: numbers of 64 bits if all of its values
/// are such, since some types (BIT, YEAR) make something else of digits; else texts. Confined to
/// one thread.
class MariadbBindings {
 public:
  /// `rows` are at least one, and must outlive this object.
  explicit MariadbBindings(const EncodedRows& rows);
  ~MariadbBindings();
  MariadbBindings(const MariadbBindings&) = delete;
  MariadbBindings& operator=(const MariadbBindings&) = delete;

  /// Makes the next execution of the statement, which has a parameter for each value of a row, one
  /// of all rows. This object must outlive it. False: the library says why.
  bool attach(st_mysql_stmt* statement);

 private:
  /// What the library reads of a parameter's value.
  struct Slot {
    bool is_integer = true;
    bool is_binary = false;
    char indicator = 0;
    std::int64_t integer = 0;
  };

  std::string_view row(std::size_t index) const;
  void choose_types();
  /// One of the library's.
  static int type_of(const Slot& slot);
  void bind_row(st_mysql_bind* bindings, std::size_t index);
  /// ps_param_callback of the library.
  static char next_row(void* self, st_mysql_bind* bindings, unsigned int index) noexcept;

  const EncodedRows rows_;
  std::vector<Slot> slots_;
};

}  // namespace penstock::etl::sql
