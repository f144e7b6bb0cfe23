#include "etl/document/document_destination.h"

#include <deque>
#include <mutex>

#include <gtest/gtest.h>

#include "etl/document/claim_header.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl::document {
namespace {

using penstock::testing::TemporaryDatabase;

/// A network that answers on cue: the seam that tests need for what no real server does when asked.
class ScriptedClient final : public http::Client {
 public:
  using Answer = std::function<Result<http::ClientResponse>(const http::ClientRequest&)>;

  explicit ScriptedClient(Answer bulk_docs) : bulk_docs_(std::move(bulk_docs)) {}

  Result<http::ClientResponse> send(const http::ClientRequest& request,
                                    const std::stop_token&) override {
    if (request.url.find("/topology") != std::string::npos) {
      return http::ClientResponse{200, {}, R"({"Nodes":[{"Url":"http://node-b"}],"Etag":1})"};
    }
    if (request.url.find("/etl/checkpoint") != std::string::npos) return opened;
    requests.push_back(request);
    auto& sent = requests.back();
    while (sent.body_source != nullptr) {
      const auto piece = TRY(sent.body_source->next());
      if (!piece) break;
      sent.body += *piece;
    }
    return bulk_docs_(sent);
  }

  http::ClientResponse opened{200, {}, R"({"Epoch":3,"Etag":0})"};
  std::vector<http::ClientRequest> requests;

 private:
  Answer bulk_docs_;
};

class CollectingSink final : public ErrorSink {
 public:
  Result<void> record(std::span<const DocumentError> errors) override {
    recorded.insert(recorded.end(), errors.begin(), errors.end());
    return {};
  }
  std::vector<DocumentError> recorded;
};

class DocumentDestinationTest : public ::testing::Test {
 protected:
  DocumentDestination& destination(ScriptedClient::Answer bulk_docs) {
    auto second = std::make_unique<ScriptedClient>(bulk_docs);
    auto client = std::make_unique<ScriptedClient>(std::move(bulk_docs));
    client_ = client.get();
    destination_ = std::make_unique<DocumentDestination>(
        DocumentDestinationOptions{.urls = {"http://node-a/"}, .database = "copy", .rules = {}},
        std::move(client), *source_, sink_, std::move(second));
    return *destination_;
  }

  LoadBatch batch(std::uint64_t count) {
    LoadBatch batch{.documents = {}, .from = {0}, .to = {count}, .texts = {}};
    for (std::uint64_t n = 1; n <= count; ++n) {
      batch.documents.push_back({.id = "users/" + std::to_string(n),
                                 .collection = "Users",
                                 .etag = {n},
                                 .kind = LoadDocument::Kind::kPut,
                                 .objects = {{"Users", R"({"N":1})"}}});
    }
    return batch;
  }

  /// So large that each document is a part.
  LoadBatch large_batch(std::uint64_t count) {
    auto large = batch(count);
    large.texts.push_back(std::make_unique<const std::string>(
        R"({"Text":")" + std::string(kPartBytes, 'x') + R"("})"));
    for (auto& document : large.documents) document.objects.front().json = *large.texts.front();
    return large;
  }

  const ProcessKey process_{.source_database_id = "source", .task = "Copy", .script = "S"};
  TemporaryDatabase source_;
  CollectingSink sink_;
  std::unique_ptr<DocumentDestination> destination_;
  ScriptedClient* client_ = nullptr;
};

const http::ClientResponse kStored{201, {}, R"({"Results":[]})"};

http::ClientResponse refusal(int status, const std::string& type) {
  return {status, {}, R"({"Type":")" + type + R"(","Message":"no"})"};
}

const auto kUnknownRoute = refusal(400, "Raven.Client.Exceptions.RouteNotFoundException");

TEST_F(DocumentDestinationTest, ABatchIsOneRequestThatCarriesItsClaim) {
  auto& to = destination([](const auto&) { return kStored; });
  const auto position = testing::must(to.open(process_, {1}, {}));
  EXPECT_EQ(position.epoch.value, 3u);

  const auto outcome = to.load(batch(2), position, {});

  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->position.etag.value, 2u);
  EXPECT_EQ(outcome->successes, 2u);
  ASSERT_EQ(client_->requests.size(), 1u);
  const auto& request = client_->requests.front();
  EXPECT_EQ(request.url, "http://node-b/databases/copy/bulk_docs");
  EXPECT_TRUE(request.body.starts_with(R"({"Commands":[{"Id":"users/1")"));
  const auto header = http::find_field(request.headers, kClaimHeader);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(parse_claim(*header)->to.value, 2u);
}

TEST_F(DocumentDestinationTest, WhatWasEncodedBeforehandIsSentAndTheRestOfItIsGone) {
  auto& to = destination([](const auto&) { return kStored; });
  const auto position = testing::must(to.open(process_, {1}, {}));
  ASSERT_OK(to.load(batch(2), position, {}));
  auto encoded = batch(2);
  encoded.texts.push_back(std::make_unique<const std::string>("{}"));

  to.encode(encoded);
  const auto outcome = to.load(encoded, position, {});

  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->successes, 2u);
  ASSERT_EQ(client_->requests.size(), 2u);
  EXPECT_EQ(client_->requests[1].body, client_->requests[0].body);
  EXPECT_TRUE(encoded.texts.empty());
  EXPECT_TRUE(encoded.documents.front().objects.empty());
}

TEST_F(DocumentDestinationTest, OneRefusedDocumentIsFoundAndAllOthersArrive) {
  auto& to = destination([](const http::ClientRequest& request) -> http::ClientResponse {
    if (request.body.find("users/5\"") != std::string::npos)
      return refusal(400, "X.BadRequestException");
    return kStored;
  });
  const auto position = testing::must(to.open(process_, {1}, {}));

  const auto outcome = to.load(batch(8), position, {});

  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->position.etag.value, 8u);
  EXPECT_EQ(outcome->rejected_documents, std::vector<std::string>{"users/5"});
  ASSERT_EQ(sink_.recorded.size(), 1u);
  EXPECT_EQ(sink_.recorded.front().document_id, "users/5");
  // Each part began where the part before it ended.
  std::uint64_t at = 0;
  for (const auto& request : client_->requests) {
    const auto claim = parse_claim(*http::find_field(request.headers, kClaimHeader));
    EXPECT_EQ(claim->position.etag.value, at);
    if (request.body.find("users/5\"") == std::string::npos) at = claim->to.value;
  }
  EXPECT_EQ(at, 8u);
}

/// What came to a destination, from any connection.
class Received {
 public:
  /// Takes a request whose claim follows the last one that was taken.
  http::ClientResponse take(const http::ClientRequest& request) {
    const std::lock_guard lock(mutex_);
    const auto claim = parse_claim(*http::find_field(request.headers, kClaimHeader));
    if (claim->position.etag != at_) return refusal(409, "X.ConcurrencyException");
    at_ = claim->to;
    ++count_;
    return kStored;
  }
  std::uint64_t at() const { return at_.value; }
  int count() const { return count_; }

 private:
  std::mutex mutex_;
  Etag at_;
  int count_ = 0;
};

bool has(const http::ClientRequest& request, const std::string& text) {
  return request.body.find(text) != std::string::npos;
}

TEST_F(DocumentDestinationTest, ALargeBatchGoesInPartsThatFollowOneAnother) {
  Received received;
  auto& to = destination([&](const auto& request) { return received.take(request); });
  const auto position = testing::must(to.open(process_, {1}, {}));

  const auto outcome = to.load(large_batch(7), position, {});

  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->position.etag.value, 7u);
  EXPECT_EQ(outcome->successes, 7u);
  EXPECT_EQ(received.count(), 7);
  EXPECT_EQ(received.at(), 7u);
}

TEST_F(DocumentDestinationTest, BehindAPartThatFailedNothingIsSentToItsEnd) {
  Received received;
  auto& to = destination([&](const http::ClientRequest& request) {
    return has(request, "users/3\"") ? refusal(503, "X") : received.take(request);
  });
  const auto position = testing::must(to.open(process_, {1}, {}));

  const auto outcome = to.load(large_batch(7), position, {});

  EXPECT_EQ(outcome.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(received.at(), 2u);
  EXPECT_TRUE(sink_.recorded.empty());
}

TEST_F(DocumentDestinationTest, ADocumentAtFaultHoldsUpNoPartBehindIt) {
  Received received;
  auto& to = destination([&](const http::ClientRequest& request) {
    return has(request, "users/3\"") ? refusal(400, "X.BadRequestException")
                                     : received.take(request);
  });
  const auto position = testing::must(to.open(process_, {1}, {}));

  const auto outcome = to.load(large_batch(7), position, {});

  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->rejected_documents, std::vector<std::string>{"users/3"});
  EXPECT_EQ(outcome->successes, 6u);
  EXPECT_EQ(received.at(), 7u);
}

TEST_F(DocumentDestinationTest, FailuresOfTheServerAreNoFaultOfADocument) {
  const std::vector<std::pair<http::ClientResponse, ErrorCode>> cases = {
      {refusal(503, "X"), ErrorCode::kUnavailable},
      {refusal(500, "System.NullReferenceException"), ErrorCode::kUnavailable},
      {refusal(403, "X"), ErrorCode::kForbidden},
      {refusal(408, "X"), ErrorCode::kTimeout},
      {refusal(409, "Penstock.Exceptions.NotOwnerException"), ErrorCode::kNotOwner},
      {refusal(409, "Raven.Client.Exceptions.ConcurrencyException"), ErrorCode::kUnavailable},
      {{503, {{"database-missing", "copy"}}, "{}"}, ErrorCode::kNotFound},
      {{502, {}, "<html>"}, ErrorCode::kUnavailable},
  };
  for (const auto& [answer, expected] : cases) {
    auto& to = destination([&answered = answer](const auto&) { return answered; });
    const auto position = testing::must(to.open(process_, {1}, {}));
    const auto outcome = to.load(batch(4), position, {});
    ASSERT_FALSE(outcome.has_value()) << answer.body;
    EXPECT_EQ(outcome.error().code, expected) << answer.body;
    EXPECT_EQ(client_->requests.size(), 1u);
  }
  EXPECT_TRUE(sink_.recorded.empty());
}

TEST_F(DocumentDestinationTest, ANodeThatCannotBeReachedIsPassedOver) {
  auto& to = destination([](const http::ClientRequest& request) -> Result<http::ClientResponse> {
    if (request.url.starts_with("http://node-b")) return Error{ErrorCode::kUnavailable, "refused"};
    return kStored;
  });
  client_->opened = kUnknownRoute;  // The checkpoint is at the source, the same for all nodes.
  const auto position = testing::must(to.open(process_, {1}, {}));
  ASSERT_OK(to.load(batch(1), position, {}));
  EXPECT_TRUE(client_->requests.back().url.starts_with("http://node-a/databases"));
}

TEST_F(DocumentDestinationTest, ABatchGoesToTheNodeWhoseCheckpointItFollows) {
  auto& to = destination([](const http::ClientRequest&) -> Result<http::ClientResponse> {
    return Error{ErrorCode::kUnavailable, "refused"};
  });
  const auto position = testing::must(to.open(process_, {1}, {}));
  EXPECT_EQ(to.load(batch(1), position, {}).error().code, ErrorCode::kUnavailable);
  ASSERT_EQ(client_->requests.size(), 1u);
  EXPECT_TRUE(client_->requests.back().url.starts_with("http://node-b"));
}

TEST_F(DocumentDestinationTest, AfterATimeOutNoOtherNodeGetsTheBatch) {
  auto& to = destination([](const auto&) -> Result<http::ClientResponse> {
    return Error{ErrorCode::kTimeout, "no answer"};
  });
  const auto position = testing::must(to.open(process_, {1}, {}));
  EXPECT_EQ(to.load(batch(1), position, {}).error().code, ErrorCode::kTimeout);
  EXPECT_EQ(client_->requests.size(), 1u);
}

TEST_F(DocumentDestinationTest, ForAServerWithoutCheckpointsTheSourceKeepsIt) {
  auto& to = destination([](const auto&) { return kStored; });
  client_->opened = kUnknownRoute;
  const auto position = testing::must(to.open(process_, {1}, {}));

  ASSERT_OK(to.load(batch(3), position, {}));

  EXPECT_FALSE(http::find_field(client_->requests.front().headers, kClaimHeader).has_value());
  EXPECT_EQ(testing::must(to.open(process_, {1}, {})).etag.value, 3u);
}

}  // namespace
}  // namespace penstock::etl::document
