#include "etl/sql/sql_destination.h"

#include <utility>

#include <fmt/format.h>

#include "base/kill_point.h"
#include "base/log.h"
#include "etl/sql/held_rows.h"
#include "etl/sql/missing_schema.h"
#include "etl/sql/small_batch.h"
#include "etl/sql/sql_view.h"
#include "etl/sql/table_checks.h"

namespace penstock::etl::sql {
namespace {

/// Documents that the destination names are left out one by one, beginning anew each time, up to
/// this number; then the batch goes in parts.
constexpr int kNamedCulpritsMax = 4;
/// Deadlocks and failed serializations in a row, before waiting.
constexpr int kConflictsMax = 5;

LoadOutcome outcome_of(const BatchWriter& writer, const LoadBatch& batch, const Position& from,
                       std::uint64_t rows) {
  LoadOutcome outcome{{from.generation, from.epoch, batch.to}, rows, {}};
  for (const auto& rejected : writer.rejected()) {
    outcome.rejected_documents.push_back(batch.documents[rejected.document].id);
  }
  return outcome;
}

bool needs_operator(const SqlFailure& failure) {
  return failure.kind == FailureClass::kForbidden || failure.kind == FailureClass::kTimeout ||
         failure.kind == FailureClass::kCancelled;
}

}  // namespace

Result<std::unique_ptr<SqlDestination>> SqlDestination::make(
    SqlConfiguration configuration, std::vector<std::string> targets, ErrorSink& errors,
    Clock& clock, std::optional<SourceCheckpoint> at_source) {
  auto driver = TRY(make_driver(configuration.factory_name, configuration.connection_string,
                                {configuration.options, configuration.command_timeout_s}));
  return std::unique_ptr<SqlDestination>(new SqlDestination(
      std::move(configuration), std::move(targets), std::move(driver), errors, clock, at_source));
}

SqlDestination::SqlDestination(SqlConfiguration configuration, std::vector<std::string> targets,
                               std::unique_ptr<Driver> driver, ErrorSink& errors, Clock& clock,
                               std::optional<SourceCheckpoint> at_source)
    : configuration_(std::move(configuration)),
      targets_(std::move(targets)),
      driver_(std::move(driver)),
      errors_(errors),
      clock_(clock),
      at_source_(at_source) {}

Result<Position> SqlDestination::open(const ProcessKey& process, Generation generation,
                                      const std::stop_token& stop) {
  return connect(process, generation, {}, stop);
}

Result<Position> SqlDestination::reopen(const ProcessKey& process, Generation generation,
                                        Epoch epoch, const std::stop_token& stop) {
  return connect(process, generation, epoch, stop);
}

Result<Position> SqlDestination::connect(const ProcessKey& process, Generation generation,
                                         std::optional<Epoch> epoch, const std::stop_token& stop) {
  connection_.reset();
  auto position = connect_and_open(process, generation, epoch, stop);
  if (!position) connection_.reset();
  return position;
}

Result<Position> SqlDestination::connect_and_open(const ProcessKey& process, Generation generation,
                                                  std::optional<Epoch> epoch,
                                                  const std::stop_token& stop) {
  connection_ = std::make_unique<TimedConnection>(TRY(driver_->connect(clock_, stop)), clock_,
                                                  configuration_.options.slow_statement);
  connection_->watch(stop);
  earlier_rows_.emplace(*connection_, connection_->dialect());
  if (configuration_.makes_missing) TRY(make_missing({}));
  TRY(refresh_catalogue());
  warnings_ = TRY(check_tables(*connection_, connection_->dialect(), *catalogue()));
  checkpoint_.emplace(connection_->dialect(), process);
  return open_checkpoint(generation, epoch);
}

// An epoch counts only where it was given: this opening takes over if the position has moved.
Result<Position> SqlDestination::open_checkpoint(Generation generation,
                                                 std::optional<Epoch> epoch) {
  const auto made = checkpoint_->make_table(*connection_);
  const bool stays = !made && made.error().code == ErrorCode::kForbidden && at_source_;
  if (!stays) TRY(made);
  const auto delivery = stays ? Delivery::kAtLeastOnce : Delivery::kExactlyOnce;
  if (delivery != delivery_) epoch.reset();
  const auto position = TRY(stays ? at_source_->open(checkpoint_->process(), generation, epoch)
                                  : open_at_destination(generation, epoch));
  if (stays) {
    warnings_.push_back(
        fmt::format("batches arrive at least once, not exactly once: {}", made.error().message));
  }
  delivery_ = delivery;
  return position;
}

Result<Position> SqlDestination::open_at_destination(Generation generation,
                                                     std::optional<Epoch> epoch) {
  auto position = TRY(epoch ? checkpoint_->reopen(*connection_, generation, *epoch)
                            : checkpoint_->open(*connection_, generation));
  if (at_source_) TRY(bring_from_source(position));
  return position;
}

// What the source kept while there was no table is the destination's from now on.
Result<void> SqlDestination::bring_from_source(Position& position) {
  const auto kept = TRY(at_source_->find(checkpoint_->process(), position.generation));
  if (!kept) return {};
  if (*kept > position.etag) {
    auto moved = connection_->begin();
    if (moved.ok()) moved = TRY(move_checkpoint(position, *kept));
    if (moved.ok()) moved = connection_->commit();
    if (!moved.ok()) return moved.failure->to_error().within("bringing the checkpoint here");
    position.etag = *kept;
  }
  return at_source_->erase(checkpoint_->process());
}

// Each by itself: some products end a transaction with it anyway. One that the product
// does not take, such as a column with a strange name, is no reason to stop: a document that needs
// it will say so.
Result<void> SqlDestination::make_missing(const LoadBatch& batch) {
  SchemaDraft draft;
  draft.add(batch);
  for (const auto& statement : TRY(sql::missing_schema(*connection_, connection_->dialect(),
                                                       configuration_, targets_, draft))) {
    log_info("making what a task is missing: {}", statement);
    const auto made = connection_->execute(statement);
    if (made.ok()) continue;
    if (needs_operator(*made.failure)) return made.failure->to_error().within(statement);
    log_warning("{}: {}", statement, made.failure->message);
  }
  return {};
}

Result<void> SqlDestination::refresh_catalogue() {
  auto read = std::make_shared<const Catalogue>(
      TRY(read_catalogue(*connection_, connection_->dialect(), configuration_, targets_)));
  catalogue_.with([&](auto& catalogue) { catalogue = std::move(read); });
  return {};
}

std::shared_ptr<const Catalogue> SqlDestination::catalogue() const {
  return catalogue_.with([](const auto& catalogue) { return catalogue; });
}

void SqlDestination::encode(LoadBatch& batch) const {
  auto known = catalogue();
  if (!known) return;
  batch.encoded = std::make_unique<const EncodedBatch>(
      encode_rows(batch, std::move(known), driver_->row_format()));
}

Result<LoadOutcome> SqlDestination::load(const LoadBatch& batch, const Position& from,
                                         const std::stop_token& stop) {
  if (!connection_) return Error{ErrorCode::kUnavailable, "the destination is not open"};
  connection_->watch(stop);
  auto outcome = load_batch(batch, from);
  if (outcome) {
    outcome->slow_statements = connection_->take_slow();
  } else {
    connection_.reset();
  }
  return outcome;
}

Result<HeldPage> SqlDestination::held(const std::string& begin, const std::stop_token& stop) {
  if (!connection_) return Error{ErrorCode::kUnavailable, "the destination is not open"};
  connection_->watch(stop);
  auto page = read_held(*connection_, connection_->dialect(), *catalogue(), begin);
  if (!page) connection_.reset();
  return page;
}

Result<std::string> SqlDestination::other_source(const std::stop_token& stop) {
  if (!connection_) return Error{ErrorCode::kUnavailable, "the destination is not open"};
  connection_->watch(stop);
  auto other = checkpoint_->other_source(*connection_);
  if (!other) connection_.reset();
  return other;
}

Result<std::vector<std::string>> SqlDestination::missing_schema(std::span<const LoadBatch> samples,
                                                                const std::stop_token& stop) const {
  const auto connection = TRY(driver_->connect(clock_, stop));
  connection->watch(stop);
  SchemaDraft draft;
  for (const auto& batch : samples) draft.add(batch);
  return sql::missing_schema(*connection, connection->dialect(), configuration_, targets_, draft);
}

Result<std::unique_ptr<DestinationView>> SqlDestination::view(const std::stop_token& stop) const {
  auto connection = TRY(driver_->connect(clock_, stop));
  connection->watch(stop);
  auto catalogue = std::make_shared<const Catalogue>(
      TRY(read_catalogue(*connection, connection->dialect(), configuration_, targets_)));
  return std::make_unique<SqlView>(*driver_, std::move(connection), std::move(catalogue),
                                   at_source_);
}

// What is wrong with a document may depend on the catalogue, and somebody may have changed a table
// since it was read: no document is rejected on stale grounds.
Result<LoadOutcome> SqlDestination::load_batch(const LoadBatch& batch, const Position& from) {
  const auto* encoded = dynamic_cast<const EncodedBatch*>(batch.encoded.get());
  std::optional<EncodedBatch> encoded_now;
  if (encoded == nullptr || encoded->catalogue != catalogue()) {
    encoded = &encoded_now.emplace(encode_rows(batch, catalogue(), driver_->row_format()));
  }
  if (encoded->rejected.empty()) {
    auto outcome = load_encoded(batch, from, *encoded);
    if (outcome || outcome.error().code != ErrorCode::kNotFound) return outcome;
  }
  if (configuration_.makes_missing) TRY(make_missing(batch));
  TRY(refresh_catalogue());
  return load_encoded(batch, from, encode_rows(batch, catalogue(), driver_->row_format()));
}

Result<LoadOutcome> SqlDestination::load_encoded(const LoadBatch& batch, const Position& from,
                                                 const EncodedBatch& encoded) {
  if (auto outcome = TRY(load_in_one_request(batch, from, encoded))) return *std::move(outcome);
  BatchWriter writer(*connection_, connection_->dialect(), *earlier_rows_, batch, encoded);
  Mode mode = Mode::kWhole;
  int conflicts = 0;
  for (int culprits = 0;;) {
    const auto result = TRY(run_transaction(writer, mode, batch, from));
    if (result.ok()) return outcome_of(writer, batch, from, result.rows);
    const auto& failure = *result.failure;
    if (failure.kind == FailureClass::kConflict && ++conflicts < kConflictsMax) continue;
    if (!is_fault_of_document(failure)) return failure.to_error();
    const auto culprit = writer.culprit(failure);
    // Where a failure ends the transaction, parts find its culprit in several transactions.
    const bool leaves_out =
        failure.ended_transaction || (mode == Mode::kWhole && ++culprits <= kNamedCulpritsMax);
    if (culprit && leaves_out) {
      writer.reject(*culprit, failure);
    } else if (mode == Mode::kWhole) {
      mode = Mode::kParts;
    } else if (!writer.has_narrowed()) {
      return failure.to_error();
    }
  }
}

// Whatever is wrong with the batch, statement by statement there is a way to find it out.
Result<std::optional<LoadOutcome>> SqlDestination::load_in_one_request(
    const LoadBatch& batch, const Position& from, const EncodedBatch& encoded) {
  if (!connection_->takes_requests() || delivery_ != Delivery::kExactlyOnce) return std::nullopt;
  auto request = small_batch_request(connection_->dialect(), batch, encoded,
                                     configuration_.options.request_bytes_max);
  if (!request) return std::nullopt;
  checkpoint_->add_move(*request, from, batch.to);
  const auto result = connection_->run(*request);
  kill_point("request-answered");
  if (result.ok()) return LoadOutcome{{from.generation, from.epoch, batch.to}, result.rows, {}};
  const auto kind = result.failure->kind;
  if (kind == FailureClass::kTimeout || kind == FailureClass::kCancelled) {
    return result.failure->to_error();
  }
  connection_->rollback();
  return std::nullopt;
}

Result<StatementResult> SqlDestination::run_transaction(BatchWriter& writer, Mode mode,
                                                        const LoadBatch& batch,
                                                        const Position& from) {
  auto result = connection_->begin();
  if (!result.ok()) return result;
  result = mode == Mode::kWhole ? writer.write_whole() : writer.write_in_parts();
  if (result.ok()) result.failure = connection_->check_constraints().failure;
  if (!result.ok()) {
    connection_->rollback();
    return result;
  }
  TRY(record_errors(writer, batch));
  kill_point("rows-written");
  const bool at_source = delivery_ == Delivery::kAtLeastOnce;
  if (!at_source) result.failure = TRY(move_checkpoint(from, batch.to)).failure;
  kill_point("checkpoint-moved");
  if (result.ok()) result.failure = connection_->commit().failure;
  kill_point("rows-committed");
  if (!result.ok()) connection_->rollback();
  if (result.ok() && at_source) {
    TRY(at_source_->advance({checkpoint_->process(), from, batch.to}));
  }
  return result;
}

Result<StatementResult> SqlDestination::move_checkpoint(const Position& from, Etag to) {
  auto moved = checkpoint_->move(*connection_, from, to);
  bool lost = moved.ok() ? moved.rows != 1 : moved.failure->kind == FailureClass::kDocument;
  // Over ODBC, MariaDB counts a row that stays as it is as none.
  if (moved.ok() && lost && from.etag == to) lost = !TRY(checkpoint_->is_at(*connection_, from));
  if (!lost) return moved;
  connection_->rollback();
  return checkpoint_->explain_lost(*connection_, from);
}

// Before anything commits: a crash between the two repeats the batch and records them again.
Result<void> SqlDestination::record_errors(const BatchWriter& writer, const LoadBatch& batch) {
  if (writer.rejected().empty()) return {};
  std::vector<DocumentError> errors;
  for (const auto& rejected : writer.rejected()) {
    const auto& document = batch.documents[rejected.document];
    errors.push_back(
        {document.id, document.etag, rejected.step, rejected.message, rejected.waits_for_another});
  }
  return errors_.record(errors);
}

}  // namespace penstock::etl::sql
