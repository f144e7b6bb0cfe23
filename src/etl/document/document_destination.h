#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "documents/database.h"
#include "etl/destination.h"
#include "etl/document/checkpoint.h"
#include "etl/document/commands.h"
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
  /// this object.
  DocumentDestination(DocumentDestinationOptions options, std::unique_ptr<http::Client> client,
                      documents::Database& source, ErrorSink& errors);

  Result<Position> open(const ProcessKey& process, Generation generation,
                        const std::stop_token& stop) override;

  /// A document that the destination refuses is found by halving the batch: each part is a
  /// transaction of its own, with the position after it.
  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override;

  /// By the ids and collections of all its documents.
  Result<HeldPage> held(const std::string& begin, const std::stop_token& stop) override;

 private:
  enum class CheckpointPlace : std::uint8_t { kDestination, kSource };

  Result<void> discover_nodes(const std::stop_token& stop);
  Result<void> check_loop(const http::ClientResponse& answer) const;
  Result<Position> open_at_source(Generation generation);
  Result<std::vector<DocumentCommands>> translate(const LoadBatch& batch);
  Result<void> deliver(std::span<const DocumentCommands> commands, Etag to,
                       const std::stop_token& stop);
  Result<void> send_batch(std::span<const DocumentCommands> commands, Etag to,
                          const std::stop_token& stop);
  Result<http::ClientResponse> post_batch(std::span<const DocumentCommands> commands,
                                          http::Fields headers, const std::stop_token& stop);
  Result<void> reject(const std::string& document_id, Etag etag, const Error& error);
  Result<http::ClientResponse> send_json(std::string_view method, std::string_view path,
                                         std::string body, const std::stop_token& stop);
  using MakeBody = std::function<std::shared_ptr<http::BodySource>()>;
  /// To the first node that can be reached. A body that is made while it is sent is made anew for
  /// each node.
  Result<http::ClientResponse> send(http::ClientRequest request, std::string_view path,
                                    const std::stop_token& stop, const MakeBody& make_body = {});

  DocumentDestinationOptions options_;
  std::unique_ptr<http::Client> client_;
  documents::Database& source_;
  ErrorSink& errors_;
  std::vector<std::string> nodes_;
  std::string answered_by_;  ///< The node of the last answer.
  CheckpointPlace checkpoint_place_ = CheckpointPlace::kDestination;
  ProcessKey process_;
  Position position_;
  LoadOutcome outcome_;                                          ///< Of the load() under way.
  std::shared_ptr<const documents::DatabaseSnapshot> snapshot_;  ///< Of the same.
};

}  // namespace penstock::etl::document
