#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "documents/database.h"
#include "etl/destination.h"
#include "etl/document/commands.h"
#include "etl/document/parts.h"
#include "etl/source_checkpoint.h"
#include "http/client.h"

namespace penstock::etl::document {

struct DocumentDestinationOptions {
  std::vector<std::string> urls;  ///< Any servers of the destination: where to ask for its nodes.
  std::string database;
  CommandRules rules;
  std::vector<std::string> collections = {};  ///< That the script runs on; none means all.
  std::chrono::milliseconds request_timeout{30'000};
  bool feeds_itself = false;  ///< Refuse to deliver to the source itself (etl/loops.h).
};

/// Loads into another document database, as an ordinary client would: a Penstock, or a RavenDB.
///
/// A Penstock keeps the checkpoint in the transaction of the documents: exactly once. A RavenDB
/// does not know checkpoints; there it stays in the source database: at least once.
class DocumentDestination final : public Destination {
 public:
  /// `source` is the database that the process reads; with `client` and `errors` it must outlive
  /// this object. With a second client a large batch goes in parts, the next one while one is
  /// written.
  DocumentDestination(DocumentDestinationOptions options, std::unique_ptr<http::Client> client,
                      documents::Database& source, ErrorSink& errors,
                      std::unique_ptr<http::Client> second_client = nullptr);

  Result<Position> open(const ProcessKey& process, Generation generation,
                        const std::stop_token& stop) override;
  Result<Position> reopen(const ProcessKey& process, Generation generation, Epoch epoch,
                          const std::stop_token& stop) override;

  Delivery delivery() const override {
    return checkpoint_place_ == CheckpointPlace::kDestination ? Delivery::kExactlyOnce
                                                              : Delivery::kAtLeastOnce;
  }

  /// Makes the commands.
  void encode(LoadBatch& batch) const override;

  /// A document that the destination refuses is found by halving the batch: each part is a
  /// transaction of its own, with the position after it.
  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override;

  /// By the ids and collections of all its documents.
  Result<HeldPage> held(const std::string& begin, const std::stop_token& stop) override;

  /// A RavenDB does not know.
  Result<std::string> other_source(const std::stop_token& stop) override;

 private:
  enum class CheckpointPlace : std::uint8_t { kDestination, kSource };

  /// Without an epoch it takes over, whoever was the owner.
  Result<Position> connect(const ProcessKey& process, Generation generation,
                           std::optional<Epoch> epoch, const std::stop_token& stop);
  Result<void> discover_nodes(const std::stop_token& stop);
  Result<void> check_loop(const http::ClientResponse& answer) const;
  class PartsUnderWay;
  Result<void> deliver(std::span<const DocumentCommands> commands, Etag to,
                       const std::stop_token& stop);
  Result<void> deliver_whole(std::span<const DocumentCommands> commands, Etag to,
                             const std::stop_token& stop);
  Result<std::size_t> deliver_ahead(std::span<const Part> parts, const std::stop_token& stop);
  Result<void> send_batch(std::span<const DocumentCommands> commands, Etag to,
                          const std::stop_token& stop);
  void note_delivered(std::span<const DocumentCommands> commands, Etag to);
  Result<http::ClientResponse> post_batch(std::span<const DocumentCommands> commands,
                                          http::Fields headers, const std::stop_token& stop);
  Result<http::ClientResponse> post_part(const BatchClaim& claim, const Part& part,
                                         std::size_t number, Turns& turns,
                                         const std::stop_token& stop) const;
  std::string bulk_docs_path() const;
  Result<void> reject(std::span<const DocumentError> errors);
  Result<http::ClientResponse> send_json(std::string_view method, std::string_view path,
                                         std::string body, const std::stop_token& stop);
  using MakeBody = std::function<std::shared_ptr<http::BodySource>()>;
  /// To the first node that can be reached. A body that is made while it is sent is made anew for
  /// each node.
  Result<http::ClientResponse> send(http::ClientRequest request, std::string_view path,
                                    const std::stop_token& stop, const MakeBody& make_body = {});

  DocumentDestinationOptions options_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<http::Client> second_client_;  ///< May be null.
  documents::Database& source_;
  ErrorSink& errors_;
  std::vector<std::string> nodes_;
  std::string answered_by_;  ///< The node of the last answer.
  const SourceCheckpoint source_checkpoint_;
  CheckpointPlace checkpoint_place_ = CheckpointPlace::kDestination;
  ProcessKey process_;
  Position position_;
  LoadOutcome outcome_;                                          ///< Of the load() under way.
  std::shared_ptr<const documents::DatabaseSnapshot> snapshot_;  ///< Of the same.
};

}  // namespace penstock::etl::document
