#include "etl/error_store.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;

DocumentError load_error(std::string id, std::uint64_t etag, std::string message) {
  return {std::move(id), Etag{etag}, ErrorStep::kLoad, std::move(message)};
}

class ErrorStoreTest : public ::testing::Test {
 protected:
  void record(const ProcessKey& process, const std::vector<DocumentError>& errors) {
    must(store_.record(process, errors));
  }
  std::vector<std::string> messages(const ProcessKey& process, std::size_t skip = 0,
                                    std::size_t count_max = 100) {
    std::vector<std::string> messages;
    for (const auto& recorded : must(store_.list(process, skip, count_max))) {
      messages.push_back(recorded.error.document_id + ": " + recorded.error.message);
    }
    return messages;
  }

  const ProcessKey process_{"db", "Orders", "S1"};
  const ProcessKey sibling_{"db", "Orders", "S2"};
  TemporaryDatabase database_;
  ErrorStore store_{*database_, database_.clock()};
};

TEST_F(ErrorStoreTest, KeepsAnErrorWithAllThatIsKnownOfIt) {
  record(process_, {load_error("orders/1-A", 7, "NOT NULL constraint failed")});

  const auto errors = must(store_.list(process_, 0, 10));

  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].error.document_id, "orders/1-A");
  EXPECT_EQ(errors[0].error.etag, Etag{7});
  EXPECT_EQ(errors[0].error.step, ErrorStep::kLoad);
  EXPECT_EQ(errors[0].error.message, "NOT NULL constraint failed");
  EXPECT_EQ(errors[0].when, database_.clock().now());
}

TEST_F(ErrorStoreTest, NewErrorOfADocumentReplacesTheFormerOne) {
  record(process_, {load_error("orders/1-A", 7, "first")});
  record(process_, {load_error("ORDERS/1-a", 9, "second"), load_error("orders/2-A", 8, "other")});

  EXPECT_EQ(must(store_.count(process_)), 2u);
  EXPECT_EQ(messages(process_),
            (std::vector<std::string>{"ORDERS/1-a: second", "orders/2-A: other"}));
}

// The script refuses a document, and then the destination its former deletion.
TEST_F(ErrorStoreTest, ErrorOfAnOlderVersionLeavesTheFormerOne) {
  record(process_, {load_error("orders/1-A", 9, "newer")});
  record(process_, {load_error("orders/1-A", 7, "older")});
  EXPECT_EQ(messages(process_), (std::vector<std::string>{"orders/1-A: newer"}));
  EXPECT_EQ(must(store_.count(process_)), 1u);
}

TEST_F(ErrorStoreTest, ForgetsWhatWasDelivered) {
  record(process_, {load_error("orders/1-A", 7, "a"), load_error("orders/2-A", 8, "b")});

  must(store_.forget(process_, std::vector<std::string>{"orders/1-a", "orders/9-A"}));

  EXPECT_EQ(messages(process_), std::vector<std::string>{"orders/2-A: b"});
  EXPECT_EQ(must(store_.count(process_)), 1u);
}

TEST_F(ErrorStoreTest, KeepsTheErrorsOfProcessesApart) {
  record(process_, {load_error("orders/1-A", 7, "a")});
  record(sibling_, {load_error("orders/1-A", 7, "b")});

  must(store_.forget_all(process_));

  EXPECT_EQ(must(store_.count(process_)), 0u);
  EXPECT_EQ(messages(sibling_), std::vector<std::string>{"orders/1-A: b"});
}

TEST_F(ErrorStoreTest, SurvivesARestart) {
  record(process_, {load_error("orders/1-A", 7, "a")});
  database_.close();
  database_.open();

  EXPECT_EQ(must(ErrorStore(*database_, database_.clock()).count(process_)), 1u);
}

TEST_F(ErrorStoreTest, ListsManyPageByPage) {
  std::vector<DocumentError> errors;
  for (int i = 0; i < 3000; ++i) errors.push_back(load_error(std::to_string(10000 + i), 1, "x"));
  record(process_, errors);

  EXPECT_EQ(must(store_.count(process_)), 3000u);
  EXPECT_EQ(messages(process_, 2998, 10), (std::vector<std::string>{"12998: x", "12999: x"}));
  EXPECT_EQ(messages(process_, 0, 5000).size(), kErrorsListedMax);
  must(store_.forget_all(process_));
  EXPECT_TRUE(messages(process_).empty());
}

TEST_F(ErrorStoreTest, RemembersWhichDocumentsAreToBeDeliveredAgain) {
  record(process_, {load_error("orders/1-A", 7, "a"), load_error("orders/2-A", 8, "b")});

  EXPECT_EQ(must(store_.request_retry(process_, std::vector<std::string>{"ORDERS/2-A", "none"})),
            1u);

  const auto retries = must(store_.retries(process_, 10));
  ASSERT_EQ(retries.size(), 1u);
  EXPECT_EQ(retries[0].document_id, "ORDERS/2-A");
  const auto errors = must(store_.list(process_, 0, 10));
  EXPECT_FALSE(errors[0].retry_requested);
  EXPECT_TRUE(errors[1].retry_requested);
  must(store_.finish_retry(process_, retries[0]));
  EXPECT_TRUE(must(store_.retries(process_, 10)).empty());
}

TEST_F(ErrorStoreTest, WishThatCameWhileAFormerOneWasFulfilledStays) {
  record(process_, {load_error("orders/1-A", 7, "a")});
  must(store_.request_retry(process_, {}));
  const auto former = must(store_.retries(process_, 1)).at(0);
  must(store_.request_retry(process_, {}));

  must(store_.finish_retry(process_, former));

  const auto retries = must(store_.retries(process_, 10));
  ASSERT_EQ(retries.size(), 1u);
  must(store_.finish_retry(process_, retries[0]));
  EXPECT_TRUE(must(store_.retries(process_, 10)).empty());
}

TEST_F(ErrorStoreTest, AsksForAllOfAListThatIsLongerThanAPage) {
  std::vector<DocumentError> errors;
  for (std::size_t i = 0; i < kErrorsListedMax + 1; ++i) {
    errors.push_back(load_error("orders/" + std::to_string(i), i + 1, "no"));
  }
  record(process_, errors);

  EXPECT_EQ(must(store_.request_retry(process_, {})), kErrorsListedMax + 1);
}

TEST_F(ErrorStoreTest, WhatLeavesTheListIsNotDeliveredAgain) {
  record(process_, {load_error("orders/1-A", 7, "a"), load_error("orders/2-A", 8, "b")});
  must(store_.request_retry(process_, {}));

  must(store_.forget(process_, std::vector<std::string>{"orders/1-A"}));
  EXPECT_EQ(must(store_.retries(process_, 10)), (std::vector<Retry>{{"orders/2-A", 1}}));
  must(store_.forget_all(process_));
  EXPECT_TRUE(must(store_.retries(process_, 10)).empty());
}

TEST_F(ErrorStoreTest, CutsALongMessage) {
  record(process_, {load_error("orders/1-A", 7, std::string(100'000, 'x'))});

  EXPECT_LE(must(store_.list(process_, 0, 1)).at(0).error.message.size(),
            kErrorMessageBytesMax + std::string_view("…").size());
}

TEST_F(ErrorStoreTest, WritesTheseBytes) {
  record({"db", "T", "S"}, {load_error("A/1", 7, "m")});

  const auto items = must(must(database_->snapshot()).items("etl/errors/", 10));

  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(to_hex(items[0].first), to_hex("etl/errors/") + "0000000174" + "0000000173" + "612f31");
  EXPECT_EQ(to_hex(items[0].second).substr(0, 20), "01010000000000000007");
  EXPECT_EQ(to_hex(items[0].second).substr(36),
            "00000003412f31"
            "000000016d");
}

TEST_F(ErrorStoreTest, WritesTheWishToDeliverAgainInTheLayoutThatIsStored) {
  const ProcessKey process{"db", "T", "S"};
  record(process, {load_error("A/1", 7, "m")});
  must(store_.request_retry(process, {}));

  const auto items = must(must(database_->snapshot()).items("etl/retries/", 10));

  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(to_hex(items[0].first),
            to_hex("etl/retries/") + "0000000174" + "0000000173" + "612f31");
  EXPECT_EQ(to_hex(items[0].second), "02000000000000000100000003412f31");
}

}  // namespace
}  // namespace penstock::etl
