#include "documents/lost_history.h"

#include <gmock/gmock.h>

#include "base/bytes.h"
#include "documents/database.h"
#include "documents/keys.h"
#include "documents/store_check.h"
#include "kv/memory/memory_provider.h"
#include "support/assertions.h"

namespace penstock::documents {
namespace {

using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;

class LostHistoryTest : public ::testing::Test {
 protected:
  LostHistory lose() { return must(lose_history(*must(provider_.open("shop", true)))); }

  std::unique_ptr<Database> open() {
    return must(Database::open(must(provider_.open("shop", true)),
                               {.name = "shop", .id = "00112233-4455-6677-8899-aabbccddeeff"},
                               clock_, Database::Writer::kCaller));
  }

  Etag put(const std::string& id) {
    Etag etag;
    must(open()->write_and_wait([&](WriteContext& context) -> Result<void> {
      etag =
          TRY(context.put(id, {.body = "{}", .metadata = "{}", .collection = "Orders"}, {})).etag;
      return {};
    }));
    return etag;
  }

  std::vector<LostHistory> histories() {
    return must(read_lost_histories(must(open()->snapshot())));
  }

  SystemClock clock_;
  kv::memory::MemoryProvider provider_;
};

TEST_F(LostHistoryTest, ThereIsNoneWithoutARestore) {
  put("orders/1");
  EXPECT_THAT(histories(), IsEmpty());
}

TEST_F(LostHistoryTest, EtagsThatWereGivenOutSinceAreNeverGivenOutAgain) {
  put("orders/1");
  const auto last = put("orders/2");
  const auto lost = lose();

  EXPECT_EQ(lost.kept_to, last);
  EXPECT_FALSE(lost.has(last));
  EXPECT_TRUE(lost.has(last.next()));
  EXPECT_TRUE(lost.has({last.value + 4'000'000'000}));
  const auto next = put("orders/3");
  EXPECT_FALSE(lost.has(next));
  EXPECT_EQ(next, lost.skipped_to.next());
}

TEST_F(LostHistoryTest, EachRestoreIsRemembered) {
  put("orders/1");
  const auto first = lose();
  put("orders/1");
  const auto second = lose();

  const auto found = histories();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].skipped_to, first.skipped_to);
  EXPECT_EQ(found[1].kept_to, first.skipped_to.next());
  EXPECT_EQ(found[1].skipped_to, second.skipped_to);
  const auto check = must(check_store(*must(must(provider_.open("shop", true))->snapshot()),
                                      [](const Damage& damage) { FAIL() << damage.what; }));
  EXPECT_EQ(check.damages, 0u);
}

// So that neither takes what the other one writes for its own.
TEST_F(LostHistoryTest, TwoRestoresOfOneBackupSkipDifferentNumbers) {
  kv::memory::MemoryProvider other;
  const auto here = lose();
  const auto there = must(lose_history(*must(other.open("shop", true))));
  EXPECT_NE(here.skipped_to, there.skipped_to);
}

TEST_F(LostHistoryTest, StoredBytesStayReadable) {
  const auto engine = must(provider_.open("shop", true));
  const std::string golden("\x01\0\0\0\0\0\0\0\x05\0\0\0\x01\0\0\0\x07", 17);
  kv::WriteBatch batch;
  batch.put(table_key(Table::kItems, "documents/lost-history"), golden);
  must(engine->commit(batch, std::nullopt));

  const auto found = must(read_lost_histories(DatabaseSnapshot(must(engine->snapshot()))));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kept_to, Etag{5});
  EXPECT_EQ(found[0].skipped_to, Etag{0x100000007});

  batch.clear();
  batch.put(table_key(Table::kItems, "documents/lost-history"), golden.substr(0, 10));
  must(engine->commit(batch, std::nullopt));
  EXPECT_EQ(read_lost_histories(DatabaseSnapshot(must(engine->snapshot()))).error().code,
            ErrorCode::kCorruption);
}

}  // namespace
}  // namespace penstock::documents
