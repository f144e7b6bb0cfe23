#include "etl/document/document_destination.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/json_member.h"
#include "base/kill_point.h"
#include "base/random_id.h"
#include "etl/document/answers.h"
#include "etl/document/batch_body.h"
#include "etl/document/claim_header.h"
#include "etl/document/held_documents.h"
#include "http/url.h"

namespace penstock::etl::document {
namespace {

namespace json = boost::json;

/// What a request with attachments may need longer: a destination that takes less is too slow.
constexpr std::uint64_t kContentBytesPerMs = 1000;

constexpr const char* kClientVersion = "7.2.2";

std::string url_at(std::string_view node, std::string_view path) {
  if (node.ends_with('/')) node.remove_suffix(1);
  return fmt::format("{}{}", node, path);
}

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

std::string open_body(const ProcessKey& process, Generation generation,
                      std::optional<Epoch> epoch) {
  json::object body{{"Source", process.source_database_id},
                    {"Task", process.task},
                    {"Script", process.script},
                    {"Generation", generation.value}};
  if (epoch) body["Epoch"] = epoch->value;
  return json::serialize(body);
}

}  // namespace

DocumentDestination::DocumentDestination(DocumentDestinationOptions options,
                                         std::unique_ptr<http::Client> client,
                                         documents::Database& source, ErrorSink& errors,
                                         std::unique_ptr<http::Client> second_client)
    : options_(std::move(options)),
      client_(std::move(client)),
      second_client_(std::move(second_client)),
      source_(source),
      errors_(errors),
      source_checkpoint_(source) {}

Result<Position> DocumentDestination::open(const ProcessKey& process, Generation generation,
                                           const std::stop_token& stop) {
  return connect(process, generation, {}, stop);
}

Result<Position> DocumentDestination::reopen(const ProcessKey& process, Generation generation,
                                             Epoch epoch, const std::stop_token& stop) {
  return connect(process, generation, epoch, stop);
}

Result<Position> DocumentDestination::connect(const ProcessKey& process, Generation generation,
                                              std::optional<Epoch> epoch,
                                              const std::stop_token& stop) {
  process_ = process;
  TRY(discover_nodes(stop));
  const auto answer = TRY(send_json(
      "PUT", fmt::format("/databases/{}/etl/checkpoint", http::percent_encode(options_.database)),
      open_body(process, generation, epoch), stop));
  if (is_unknown_route(answer)) {
    checkpoint_place_ = CheckpointPlace::kSource;
    position_ = TRY(source_checkpoint_.open(process, generation, epoch));
  } else {
    TRY(check_answer(answer));
    TRY(check_loop(answer));
    checkpoint_place_ = CheckpointPlace::kDestination;
    position_ = TRY(parse_opened(answer, generation));
    nodes_ = {answered_by_};  // Another one has another checkpoint: to be opened first.
  }
  return position_;
}

void DocumentDestination::encode(LoadBatch& batch) const {
  batch.encoded = std::make_unique<const EncodedCommands>(encode_commands(batch, options_.rules));
  for (auto& document : batch.documents) document.objects.clear();
  batch.texts.clear();
}

// What the script loaded but no document can be made of is an error of its source document.
Result<LoadOutcome> DocumentDestination::load(const LoadBatch& batch, const Position& from,
                                              const std::stop_token& stop) {
  position_ = from;
  outcome_ = {};
  const auto* encoded = dynamic_cast<const EncodedCommands*>(batch.encoded.get());
  EncodedCommands encoded_now;
  if (encoded == nullptr) {
    encoded_now = encode_commands(batch, options_.rules);
    encoded = &encoded_now;
  }
  TRY(reject(encoded->rejected));
  snapshot_ = batch.snapshot;
  const auto delivered = deliver(encoded->commands, batch.to, stop);
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

Result<std::string> DocumentDestination::other_source(const std::stop_token& stop) {
  if (checkpoint_place_ == CheckpointPlace::kSource) return std::string();
  const auto path =
      fmt::format("/databases/{}/etl/checkpoint?source={}", http::percent_encode(options_.database),
                  http::percent_encode(process_.source_database_id));
  const auto answer = TRY(send_json("GET", path, {}, stop));
  TRY(check_answer(answer));
  const auto parsed = TRY(parse_json(answer.body));
  const auto* object = parsed.if_object();
  const auto* other = object != nullptr ? object->if_contains("OtherSource") : nullptr;
  if (other == nullptr || !other->is_object()) return std::string();
  return fmt::format("task '{}' of the database {}", string_member(other->get_object(), "Task"),
                     string_member(other->get_object(), "Source"));
}

// The configured URLs stay behind those of the topology: a node may have moved meanwhile. Where all
// of them are encrypted nothing goes anywhere unencrypted, whatever a topology says.
Result<void> DocumentDestination::discover_nodes(const std::stop_token& stop) {
  nodes_ = options_.urls;
  const auto answer = TRY(send_json(
      "GET", fmt::format("/topology?name={}", http::percent_encode(options_.database)), {}, stop));
  TRY(check_answer(answer));
  auto discovered = TRY(node_urls(answer));
  const auto is_encrypted = [](const std::string& url) { return url.starts_with("https://"); };
  if (std::ranges::all_of(options_.urls, is_encrypted)) {
    std::erase_if(discovered, std::not_fn(is_encrypted));
  }
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

/// Parts that have been sent and are not known to have landed: at most one for each client.
class DocumentDestination::PartsUnderWay {
 public:
  PartsUnderWay(const DocumentDestination& destination, std::span<const Part> parts,
                const std::stop_token& stop)
      : destination_(destination),
        process_(destination.process_),
        opened_(destination.position_),
        parts_(parts),
        stop_(stop) {}
  ~PartsUnderWay() { turns_.fail(); }  // Then the calls end, which is waited for.
  PartsUnderWay(const PartsUnderWay&) = delete;
  PartsUnderWay& operator=(const PartsUnderWay&) = delete;

  /// Sends as many as there are clients. A part goes when the one before it has gone, so that a
  /// destination never keeps it waiting behind its successor.
  void send_ahead() {
    for (; begun_ < parts_.size() && answers_.size() < 2; ++begun_) {
      if (begun_ > 0) turns_.wait_until_sent(begun_ - 1);
      answers_.push_back(std::async(std::launch::async, [this, number = begun_] {
        auto answer = call(number);
        turns_.call_ended(number);
        return answer;
      }));
    }
  }

  /// Waits for the oldest.
  Result<void> land() {
    const auto answer = answers_.front().get();
    answers_.pop_front();
    TRY(check_answer(TRY(answer)));
    turns_.landed();
    return {};
  }

 private:
  Result<http::ClientResponse> call(std::size_t number) {
    try {
      auto position = opened_;
      position.etag = parts_[number].from;
      return destination_.post_part({process_, position, parts_[number].to}, parts_[number], number,
                                    turns_, stop_);
    } catch (const std::exception& exception) {
      return Error{ErrorCode::kInternal, exception.what()};
    }
  }

  const DocumentDestination& destination_;
  const ProcessKey process_;
  const Position opened_;  ///< Where the first part begins.
  const std::span<const Part> parts_;
  const std::stop_token& stop_;
  Turns turns_;
  std::size_t begun_ = 0;
  std::deque<std::future<Result<http::ClientResponse>>> answers_;
};

// Only the destination's own checkpoint keeps parts apart that were sent from those that were not.
Result<void> DocumentDestination::deliver(std::span<const DocumentCommands> commands, Etag to,
                                          const std::stop_token& stop) {
  const bool goes_ahead = second_client_ != nullptr && snapshot_ == nullptr &&
                          checkpoint_place_ == CheckpointPlace::kDestination;
  if (!goes_ahead) return deliver_whole(commands, to, stop);
  const auto parts = split(commands, position_.etag, to);
  for (std::size_t done = 0; done < parts.size();) {
    const auto rest = std::span(parts).subspan(done);
    if (rest.size() > 1) done += TRY(deliver_ahead(rest, stop));
    if (done == parts.size()) break;
    // One part alone, or one with a document at fault.
    TRY(deliver_whole(parts[done].commands, parts[done].to, stop));
    ++done;
  }
  return {};
}

/// How many parts have landed before one with a document at fault.
Result<std::size_t> DocumentDestination::deliver_ahead(std::span<const Part> parts,
                                                       const std::stop_token& stop) {
  PartsUnderWay under_way(*this, parts, stop);
  for (std::size_t done = 0; done < parts.size(); ++done) {
    under_way.send_ahead();
    const auto landed = under_way.land();
    if (!landed && is_fault_of_a_document(landed.error())) return done;
    TRY(landed);
    kill_point("part-landed");
    note_delivered(parts[done].commands, parts[done].to);
  }
  return parts.size();
}

Result<void> DocumentDestination::deliver_whole(std::span<const DocumentCommands> commands, Etag to,
                                                const std::stop_token& stop) {
  auto sent = send_batch(commands, to, stop);
  if (sent || commands.empty() || !is_fault_of_a_document(sent.error())) return sent;
  if (commands.size() == 1) {
    const DocumentError refused{.document_id = commands.front().document_id,
                                .etag = commands.front().etag,
                                .step = ErrorStep::kLoad,
                                .message = sent.error().message};
    TRY(reject({&refused, 1}));
    return deliver_whole({}, to, stop);  // Only the position moves.
  }
  const auto half = commands.size() / 2;
  TRY(deliver_whole(commands.first(half), commands[half - 1].etag, stop));
  return deliver_whole(commands.subspan(half), to, stop);
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
    kill_point("batch-answered");
  }
  if (checkpoint_place_ == CheckpointPlace::kSource) {
    TRY(source_checkpoint_.advance(claim));
  }
  note_delivered(commands, to);
  return {};
}

void DocumentDestination::note_delivered(std::span<const DocumentCommands> commands, Etag to) {
  position_.etag = to;
  for (const auto& document : commands) outcome_.successes += document.count;
}

// On a connection of its own: called on other threads, for at most one part per client at a time.
Result<http::ClientResponse> DocumentDestination::post_part(const BatchClaim& claim,
                                                            const Part& part, std::size_t number,
                                                            Turns& turns,
                                                            const std::stop_token& stop) const {
  const auto boundary = "penstock-" + new_guid();
  http::ClientRequest request;
  request.method = "POST";
  request.url = url_at(nodes_.front(), bulk_docs_path());
  request.timeout = 2 * options_.request_timeout;  // The part before it may need all of its own.
  request.headers = {{std::string(kClaimHeader), to_header(claim)},
                     {"Content-Type", fmt::format("multipart/mixed; boundary=\"{}\"", boundary)},
                     {"Raven-Client-Version", kClientVersion}};
  request.body_source = std::make_shared<PartBody>(part, number, boundary, turns, stop);
  auto& client = number % 2 == 0 ? *client_ : *second_client_;
  auto answer = client.send(request, stop);
  if (!answer) return answer.error().within(nodes_.front());
  return answer;
}

std::string DocumentDestination::bulk_docs_path() const {
  return fmt::format("/databases/{}/bulk_docs", http::percent_encode(options_.database));
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
  const auto path = bulk_docs_path();
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

Result<void> DocumentDestination::reject(std::span<const DocumentError> errors) {
  if (errors.empty()) return {};
  TRY(errors_.record(errors));
  for (const auto& error : errors) outcome_.rejected_documents.push_back(error.document_id);
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
  request.headers.emplace_back("Raven-Client-Version", kClientVersion);
  Error last{ErrorCode::kInvalidArgument, "the connection string names no server"};
  for (const auto& node : nodes_) {
    request.url = url_at(node, path);
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
