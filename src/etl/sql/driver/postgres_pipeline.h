#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "etl/sql/driver/postgres_session.h"
#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// A parameter of a statement: text, or a value in the binary form of its type.
struct PostgresParameter {
  std::string value;
  bool is_binary = false;
};

/// Statements that go to the server one behind the other, and then all their answers are taken: one
/// round trip in all. What follows a failed statement the server passes over. Confined to one
/// thread; lives for one request.
class PostgresPipeline {
 public:
  /// The session must outlive this object, and is not used otherwise until finish().
  explicit PostgresPipeline(PostgresSession& session);

  /// Whether the rows of a statement are among those of the result.
  enum class Rows : std::uint8_t { kUncounted, kCounted };
  void add(const std::string& statement, std::span<const PostgresParameter> parameters = {},
           Rows rows = Rows::kUncounted);

  /// The first failure of all. Without an answer from the server it is kTimeout: what was sent may
  /// have had its effect.
  StatementResult finish();

 private:
  StatementResult take_answers();

  PostgresSession& session_;
  std::vector<Rows> statements_;
  std::optional<SqlFailure> failure_;  ///< Of sending.
};

}  // namespace penstock::etl::sql
