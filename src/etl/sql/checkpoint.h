#pragma once

#include <optional>

#include "etl/destination.h"
#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {

/// The row of a process in the destination's table `penstock_etl_checkpoints`: the position, and
/// the epoch that shuts out former owners. Immutable.
class Checkpoint {
 public:
  Checkpoint(const Dialect& dialect, ProcessKey process);

  const ProcessKey& process() const { return process_; }

  /// Creates the table if it is missing. Errors: kForbidden, with what mends it, if it may not be
  /// created; those of the connection.
  Result<void> make_table(Connection& connection) const;

  /// Raises the epoch, and says where to go on; outside a transaction. Waits for a former owner
  /// that is about to commit. Errors: those of the connection.
  Result<Position> open(Connection& connection, Generation generation) const;

  /// The same for an owner that has been opened under `epoch`: it keeps that epoch if nobody else
  /// has opened it since, and waits for nobody. Errors: those of open(); kNotOwner if somebody has.
  Result<Position> reopen(Connection& connection, Generation generation, Epoch epoch) const;

  /// Where open() would go on, without opening; 0 if it would begin.
  Result<Etag> peek(Connection& connection, Generation generation) const;

  /// Moves the position as the last statement of a transaction. The failure is of kind kDocument,
  /// or no row has changed, if the row is no longer at `from`: explain_lost() says why.
  StatementResult move(Connection& connection, const Position& from, Etag to) const;

  /// Whether the row is there and says so.
  Result<bool> is_at(Connection& connection, const Position& position) const;

  /// The same as the end of a request that does all of a transaction.
  void add_move(BatchRequest& request, const Position& from, Etag to) const;

  /// After a rollback: kNotOwner if a newer epoch has the row, else kUnavailable: somebody has
  /// changed or restored the destination, and opening it again finds out where it is.
  Error explain_lost(Connection& connection, const Position& from) const;

  /// As Destination::other_source(). Errors: those of the connection.
  Result<std::string> other_source(Connection& connection) const;

 private:
  Result<bool> has_table(Connection& connection) const;
  /// The row as it is; nothing if there is none.
  Result<std::optional<Position>> read(Connection& connection) const;
  std::vector<std::string> move_parameters(const Position& from, Etag to) const;
  std::vector<std::string> parameters(std::initializer_list<std::uint64_t> numbers) const;

  const Dialect& dialect_;
  ProcessKey process_;
};

}  // namespace penstock::etl::sql
