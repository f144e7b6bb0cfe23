#include "etl/document/document_destination.h"

#include <algorithm>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/random_id.h"
#include "etl/document/answers.h"
#include "etl/document/batch_body.h"
#include "etl/document/held_documents.h"
#include "http/url.h"

namespace penstock::etl::document {
namespace {

namespace json = boost::json;

/// What a request with attachments may need longer: a destination that takes less is too slow.
constexpr std::uint64_t kContentBytesPerMs = 1000;

bool is_fault_of_a_document(const Error& error) {
  return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kTooLarge;
}

std::uint64_t whole_number(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  boost::system::error_code failed;
  return value == nullptr ? 0 : value->to_number<std::uint64_t>(failed);
}

Result<Position> parse_opened(const http::ClientResponse& answer, Generation generation) {
  const auto parsed = TRY(parse_json(answer.body));
  const auto* object = parsed.if_object();
  if (object == nullptr || !object->contains("Epoch") || !object->contains("Etag")) {
    return Error{ErrorCode::kUnavailable, "the destination did not answer with a checkpoint"};
  }
  return Position{.generation = generation,
                  .epoch = {whole_number(*object, "Epoch")},
                  .etag = {whole_number(*object, "Etag")}};
}

std::string open_body(const ProcessKey& process, Generation generation) {
  return json::serialize(json::object{{"Source", process.source_database_id},
                                      {"Task", process.task},
                                      {"Script", process.script},
                                      {"Generation", generation.value}});
}

}  // namespace

DocumentDestination::DocumentDestination(DocumentDestinationOptions options,
                                         std::unique_ptr<http::Client> client,
                                         documents::Database& source, ErrorSink& errors)
    : options_(std::move(options)), client_(std::move(client)), source_(source), errors_(errors) {}

Result<Position> DocumentDestination::open(const ProcessKey& process, Generation generation,
                                           const std::stop_token& stop) {
  process_ = process;
  TRY(discover_nodes(stop));
  const auto answer = TRY(send_json(
      "PUT", fmt::format("/databases/{}/etl/checkpoint", http::percent_encode(options_.database)),
      open_body(process, generation), stop));
  if (is_unknown_route(answer)) {
    checkpoint_place_ = CheckpointPlace::kSource;
    position_ = TRY(open_at_source(generation));
  } else {
    TRY(check_answer(answer));
    TRY(check_loop(answer));
    checkpoint_place_ = CheckpointPlace::kDestination;
    position_ = TRY(parse_opened(answer, generation));
    nodes_ = {answered_by_};  // Another one has another checkpoint: to be opened first.
  }
  return position_;
}

Result<LoadOutcome> DocumentDestination::load(const LoadBatch& batch, const Position& from,
                                              const std::stop_token& stop) {
  position_ = from;
  outcome_ = {};
  const auto commands = TRY(translate(batch));
  snapshot_ = batch.snapshot;
  const auto delivered = deliver(commands, batch.to, stop);
  snapshot_.reset();
  TRY(delivered);
  outcome_.position = position_;
  return std::exchange(outcome_, {});
}

Result<HeldPage> DocumentDestination::held(const std::string& begin, const std::stop_token& stop) {
  const auto path = fmt::format(
      "/databases/{}/docs?startsWith=&startAfter={}&metadataOnly=true&pageSize={}",
      http::percent_encode(options_.database), http::percent_encode(begin), kHeldPageSize);
  const auto answer = TRY(send_json("GET", path, {}, stop));
  TRY(check_answer(answer));
  return parse_held(answer.body, options_.rules, options_.collections);
}

// The configured URLs stay behind those of the topology: a node may have moved meanwhile.
Result<void> DocumentDestination::discover_nodes(const std::stop_token& stop) {
  nodes_ = options_.urls;
  const auto answer = TRY(send_json(
      "GET", fmt::format("/topology?name={}", http::percent_encode(options_.database)), {}, stop));
  TRY(check_answer(answer));
  auto discovered = TRY(node_urls(answer));
  discovered.insert(discovered.end(), options_.urls.begin(), options_.urls.end());
  nodes_ = std::move(discovered);
  return {};
}

// What no name and no address showed when the task was saved: the database calls itself by its id.
Result<void> DocumentDestination::check_loop(const http::ClientResponse& answer) const {
  if (!options_.feeds_itself) return {};
  const auto parsed = TRY(parse_json(answer.body));
  const auto* object = parsed.if_object();
  const auto* id = object != nullptr ? object->if_contains("DatabaseId") : nullptr;
  if (id == nullptr || !id->is_string() || id->get_string() != source_.identity().id) return {};
  return invalid_argument(
      "the destination is the source itself, and the script loads into collections that it runs "
      "on: it would feed itself for ever");
}

Result<Position> DocumentDestination::open_at_source(Generation generation) {
  Position position;
  TRY(source_.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    position = TRY(open_checkpoint(context, process_, generation));
    return {};
  }));
  return position;
}

/// What the script loaded but no document can be made of is an error of its source document.
Result<std::vector<DocumentCommands>> DocumentDestination::translate(const LoadBatch& batch) {
  std::vector<DocumentCommands> commands;
  commands.reserve(batch.documents.size());
  for (const auto& document : batch.documents) {
    auto translated = to_commands(document, options_.rules);
    if (translated) {
      commands.push_back(*std::move(translated));
    } else {
      TRY(reject(document.id, document.etag, translated.error()));
    }
  }
  return commands;
}

Result<void> DocumentDestination::deliver(std::span<const DocumentCommands> commands, Etag to,
                                          const std::stop_token& stop) {
  auto sent = send_batch(commands, to, stop);
  if (sent || commands.empty() || !is_fault_of_a_document(sent.error())) return sent;
  if (commands.size() == 1) {
    TRY(reject(commands.front().document_id, commands.front().etag, sent.error()));
    return deliver({}, to, stop);  // Only the position moves.
  }
  const auto half = commands.size() / 2;
  TRY(deliver(commands.first(half), commands[half - 1].etag, stop));
  return deliver(commands.subspan(half), to, stop);
}

Result<void> DocumentDestination::send_batch(std::span<const DocumentCommands> commands, Etag to,
                                             const std::stop_token& stop) {
  const BatchClaim claim{.process = process_, .position = position_, .to = to};
  http::Fields headers;
  if (checkpoint_place_ == CheckpointPlace::kDestination) {
    headers.emplace_back(kClaimHeader, to_header(claim));
  }
  const bool has_something_to_send =
      !commands.empty() || checkpoint_place_ == CheckpointPlace::kDestination;
  if (has_something_to_send) {
    TRY(check_answer(TRY(post_batch(commands, std::move(headers), stop))));
  }
  if (checkpoint_place_ == CheckpointPlace::kSource) {
    TRY(source_.write_and_wait(
        [&](documents::WriteContext& context) { return advance_checkpoint(context, claim); }));
  }
  position_.etag = to;
  for (const auto& document : commands) outcome_.successes += document.count;
  return {};
}

// Attachments are not held in memory: their bytes are read while they are sent, and again if they
// have to be sent again.
Result<http::ClientResponse> DocumentDestination::post_batch(
    std::span<const DocumentCommands> commands, http::Fields headers, const std::stop_token& stop) {
  http::ClientRequest request;
  request.method = "POST";
  request.timeout = options_.request_timeout;
  request.headers = std::move(headers);
  auto text = batch_text(commands);
  const auto path = fmt::format("/databases/{}/bulk_docs", http::percent_encode(options_.database));
  const bool has_contents = std::ranges::any_of(
      commands, [](const auto& document) { return !document.contents.empty(); });
  if (!has_contents) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(text);
    return send(std::move(request), path, stop);
  }
  const auto boundary = "penstock-" + new_guid();
  request.headers.emplace_back("Content-Type",
                               fmt::format("multipart/mixed; boundary=\"{}\"", boundary));
  request.timeout += std::chrono::milliseconds(content_bytes(commands) / kContentBytesPerMs);
  return send(std::move(request), path, stop,
              [&] { return std::make_shared<BatchBody>(text, commands, boundary, snapshot_); });
}

Result<void> DocumentDestination::reject(const std::string& document_id, Etag etag,
                                         const Error& error) {
  const DocumentError rejected{
      .document_id = document_id, .etag = etag, .step = ErrorStep::kLoad, .message = error.message};
  TRY(errors_.record({&rejected, 1}));
  outcome_.rejected_documents.push_back(document_id);
  return {};
}

Result<http::ClientResponse> DocumentDestination::send_json(std::string_view method,
                                                            std::string_view path, std::string body,
                                                            const std::stop_token& stop) {
  http::ClientRequest request;
  request.method = method;
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = std::move(body);
  request.timeout = options_.request_timeout;
  return send(std::move(request), path, stop);
}

// Only a node that could not be reached is passed over: after a time-out the effect is unknown,
// and another node must not get the batch a second time.
Result<http::ClientResponse> DocumentDestination::send(http::ClientRequest request,
                                                       std::string_view path,
                                                       const std::stop_token& stop,
                                                       const MakeBody& make_body) {
  request.headers.emplace_back("Raven-Client-Version", "7.2.2");
  Error last{ErrorCode::kInvalidArgument, "the connection string names no server"};
  for (const auto& node : nodes_) {
    request.url =
        fmt::format("{}{}", node.ends_with('/') ? node.substr(0, node.size() - 1) : node, path);
    if (make_body) request.body_source = make_body();
    auto answer = client_->send(request, stop);
    if (answer) {
      answered_by_ = node;
      return answer;
    }
    last = answer.error().within(node);
    if (last.code != ErrorCode::kUnavailable) break;
  }
  return last;
}

}  // namespace penstock::etl::document
