// What a document destination answers: one answer after the other, between lines of dashes, each a
// line with its status and its body. When there are no more the destination is gone.
#include <charconv>
#include <deque>
#include <memory>

#include "etl/document/document_destination.h"
#include "fuzz/checks.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/inputs.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

constexpr std::size_t kAnswersMax = 16;

/// "404 Database-Missing" is a status with a header.
http::ClientResponse to_answer(std::string_view text) {
  const auto [line, body] = split_line(text);
  http::ClientResponse answer{.status = 200, .headers = {}, .body = std::string(body)};
  const auto read = std::from_chars(line.data(), line.data() + line.size(), answer.status);
  const auto header = line.substr(static_cast<std::size_t>(read.ptr - line.data()));
  if (header.size() > 1) answer.headers.emplace_back(header.substr(1), "yes");
  return answer;
}

class AnsweringClient final : public http::Client {
 public:
  explicit AnsweringClient(std::string_view input) {
    for (const auto part : split_parts(input, "\n----\n", kAnswersMax)) answers_.push_back(part);
  }

  Result<http::ClientResponse> send(const http::ClientRequest& request,
                                    const std::stop_token& /*stop*/) override {
    while (request.body_source != nullptr) {
      if (!TRY(request.body_source->next())) break;
    }
    if (answers_.empty()) return Error{ErrorCode::kUnavailable, "nobody answers"};
    const auto answer = to_answer(answers_.front());
    answers_.pop_front();
    return answer;
  }

 private:
  std::deque<std::string_view> answers_;
};

class CheckingSink final : public etl::ErrorSink {
 public:
  Result<void> record(std::span<const etl::DocumentError> errors) override {
    for (const auto& error : errors) {
      CHECK(error.message.size() <= kMessageBytesMax);
      CHECK(is_utf8(error.message));
    }
    return {};
  }
};

etl::LoadBatch some_batch(etl::Etag from) {
  etl::LoadBatch batch{.documents = {}, .from = from, .to = {from.value + 3}, .texts = {}};
  for (std::uint64_t n = 1; n <= 3; ++n) {
    batch.documents.push_back({.id = "users/" + std::to_string(n),
                               .collection = "Users",
                               .etag = {from.value + n},
                               .kind = etl::LoadDocument::Kind::kPut,
                               .objects = {{"Users", R"({"N":1})"}}});
  }
  return batch;
}

}  // namespace

void fuzz_destination_answers(std::string_view input) {
  FuzzedDatabase source;
  CheckingSink errors;
  etl::document::DocumentDestination destination(
      {.urls = {"http://127.0.0.1:1"},
       .database = "copy",
       .rules = {.targets = {"Users", "People"}, .id_postfix = "x"},
       .feeds_itself = true},
      std::make_unique<AnsweringClient>(input), *source, errors);
  const etl::ProcessKey process{.source_database_id = "source", .task = "Copy", .script = "S"};
  const auto position = destination.open(process, {1}, {});
  check_refusal_of(position);
  if (!position) return;
  if (position->etag.value < (1ULL << 62)) {
    const auto loaded = destination.load(some_batch(position->etag), *position, {});
    check_refusal_of(loaded);
    if (loaded) CHECK(loaded->position.etag.value == position->etag.value + 3);
  }
  check_refusal_of(destination.held("", {}));
  check_refusal_of(destination.other_source({}));
  check_refusal_of(destination.reopen(process, {1}, position->epoch, {}));
}

}  // namespace penstock::fuzzing
