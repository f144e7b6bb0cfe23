#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "etl/destination.h"
#include "etl/source_checkpoint.h"
#include "etl/sql/batch_writer.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/checkpoint.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/sql_configuration.h"
#include "etl/sql/timed_connection.h"

namespace penstock::etl::sql {

/// A relational destination: every document's rows arrive together or not at all, in one
/// transaction a batch that also moves the checkpoint, so each batch arrives exactly once. Where
/// the table of checkpoints is missing and may not be created the position stays at the source: at
/// least once, until an opening finds that it may.
///
/// Besides what Destination says: load() gives kNotFound when a table disappears. Document errors
/// have the step kTransformation for an object loaded to a table that the task does not have, else
/// kLoad.
class SqlDestination final : public Destination {
 public:
  /// `targets` are the names in the script's `loadTo…` calls; those that the task declares are its
  /// tables. Every document deletes its previous rows from all of them but the insert-only ones.
  /// Connects to nothing yet. Errors: kInvalidArgument, without secrets, for a factory or a
  /// connection string that is not supported. `errors` and `clock` must outlive the destination.
  /// Without `at_source` nothing goes without a table of checkpoints: kForbidden.
  static Result<std::unique_ptr<SqlDestination>> make(
      SqlConfiguration configuration, std::vector<std::string> targets, ErrorSink& errors,
      Clock& clock, std::optional<SourceCheckpoint> at_source = {});

  Result<Position> open(const ProcessKey& process, Generation generation,
                        const std::stop_token& stop) override;
  Result<Position> reopen(const ProcessKey& process, Generation generation, Epoch epoch,
                          const std::stop_token& stop) override;
  Delivery delivery() const override { return delivery_; }
  std::vector<std::string> warnings() const override { return warnings_; }
  /// Makes the rows, by the catalogue of the last open().
  void encode(LoadBatch& batch) const override;

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override;

  /// By the document ids in its tables, one table after the other, without the insert-only ones.
  Result<HeldPage> held(const std::string& begin, const std::stop_token& stop) override;

  Result<std::string> other_source(const std::stop_token& stop) override;

  Result<std::vector<std::string>> missing_schema(std::span<const LoadBatch> samples,
                                                  const std::stop_token& stop) const override;
  Result<std::unique_ptr<DestinationView>> view(const std::stop_token& stop) const override;

 private:
  /// How much of a batch goes in one statement.
  enum class Mode : std::uint8_t { kWhole, kParts };

  SqlDestination(SqlConfiguration configuration, std::vector<std::string> targets,
                 std::unique_ptr<Driver> driver, ErrorSink& errors, Clock& clock,
                 std::optional<SourceCheckpoint> at_source);

  /// Without an epoch it takes over, whoever was the owner. No connection is left after a failure.
  Result<Position> connect(const ProcessKey& process, Generation generation,
                           std::optional<Epoch> epoch, const std::stop_token& stop);
  Result<Position> connect_and_open(const ProcessKey& process, Generation generation,
                                    std::optional<Epoch> epoch, const std::stop_token& stop);
  Result<Position> open_checkpoint(Generation generation, std::optional<Epoch> epoch);
  Result<Position> open_at_destination(Generation generation, std::optional<Epoch> epoch);
  Result<void> bring_from_source(Position& position);
  Result<void> make_missing(const LoadBatch& batch);
  Result<void> refresh_catalogue();
  std::shared_ptr<const Catalogue> catalogue() const;
  Result<LoadOutcome> load_encoded(const LoadBatch& batch, const Position& from,
                                   const EncodedBatch& encoded);
  Result<std::optional<LoadOutcome>> load_in_one_request(const LoadBatch& batch,
                                                         const Position& from,
                                                         const EncodedBatch& encoded);
  Result<LoadOutcome> load_batch(const LoadBatch& batch, const Position& from);
  Result<StatementResult> run_transaction(BatchWriter& writer, Mode mode, const LoadBatch& batch,
                                          const Position& from);
  /// In the destination, as the last statement of a transaction.
  Result<StatementResult> move_checkpoint(const Position& from, Etag to);
  Result<void> record_errors(const BatchWriter& writer, const LoadBatch& batch);

  SqlConfiguration configuration_;
  std::vector<std::string> targets_;
  std::unique_ptr<Driver> driver_;
  ErrorSink& errors_;
  Clock& clock_;
  std::unique_ptr<TimedConnection> connection_;      // Null before open() and after an error.
  std::optional<EarlierRows> earlier_rows_;          // Of that connection.
  const std::optional<SourceCheckpoint> at_source_;  // For when the destination keeps none.
  Delivery delivery_ = Delivery::kExactlyOnce;       // Says where the position is.
  std::optional<Checkpoint> checkpoint_;
  std::vector<std::string> warnings_;
  Guarded<std::shared_ptr<const Catalogue>> catalogue_;  // Null before open().
};

}  // namespace penstock::etl::sql
