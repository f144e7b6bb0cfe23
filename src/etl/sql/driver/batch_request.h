#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/driver/row_format.h"

namespace penstock::etl::sql {

/// All that a batch asks of a destination, in the order in which it happens, so that a product can
/// take it in one request. A view.
struct BatchRequest {
  struct Insert {
    std::string statement;  ///< Dialect::request_insert_statement().
    EncodedRows rows;
  };

  /// Dialect::erase_statement() of the tables, each for both kinds of ids; children first.
  std::vector<std::string> erases;
  std::vector<std::string_view> replaced_ids;  ///< Of documents whose rows come again,
  std::vector<std::string_view> deleted_ids;   ///< and of those that are gone.
  std::vector<Insert> inserts;                 ///< Parents first.

  /// CheckpointStatements::move, which fails if the checkpoint is not where it should be.
  std::string_view move;
  std::vector<std::string> move_parameters;
};

}  // namespace penstock::etl::sql
