#include "documents/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kv/memory/memory_engine.h"
#include "support/assertions.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;

/// An overlay over b=1, d=2, f=3.
class OverlayTest : public ::testing::Test {
 protected:
  OverlayTest() {
    kv::WriteBatch batch;
    batch.put("b", "1");
    batch.put("d", "2");
    batch.put("f", "3");
    must(engine_.commit(batch, std::nullopt));
    snapshot_ = must(engine_.snapshot());
    overlay_.emplace(*snapshot_);
  }

  std::vector<std::string> scan(const kv::Range& range, std::size_t count_max = 100) {
    std::vector<std::string> found;
    for (const auto& entry : must(overlay_->scan(range, count_max))) {
      found.push_back(entry.key + "=" + entry.value);
    }
    return found;
  }

  std::string last(const kv::Range& range) {
    const auto found = must(overlay_->last(range));
    return found ? found->key + "=" + found->value : "";
  }

  kv::memory::MemoryEngine engine_;
  std::unique_ptr<const kv::Snapshot> snapshot_;
  std::optional<Overlay> overlay_;
};

TEST_F(OverlayTest, ReadsSeeWritesAndErasures) {
  overlay_->put("b", "new");
  overlay_->erase("d");

  EXPECT_EQ(must(overlay_->get("b")), "new");
  EXPECT_EQ(must(overlay_->get("d")), std::nullopt);
  EXPECT_EQ(must(overlay_->get("f")), "3");
  EXPECT_EQ(must(overlay_->get("x")), std::nullopt);
}

TEST_F(OverlayTest, ScansMergeWritesWithTheSnapshot) {
  overlay_->put("a", "new");
  overlay_->put("d", "changed");
  overlay_->put("e", "new");
  overlay_->erase("f");
  overlay_->put("g", "new");

  EXPECT_THAT(scan({}), ElementsAre("a=new", "b=1", "d=changed", "e=new", "g=new"));
  EXPECT_THAT(scan({"b", "e"}), ElementsAre("b=1", "d=changed"));
  EXPECT_THAT(scan({}, 3), ElementsAre("a=new", "b=1", "d=changed"));
  EXPECT_THAT(scan({"g", ""}), ElementsAre("g=new"));
  EXPECT_THAT(scan({}, 0), IsEmpty());
}

TEST_F(OverlayTest, TheLastOfARangeIsWrittenOrStored) {
  EXPECT_EQ(last({}), "f=3");
  EXPECT_EQ(last({"a", "f"}), "d=2");
  EXPECT_EQ(last({"x", ""}), "");
  overlay_->put("e", "new");
  overlay_->put("f", "changed");
  EXPECT_EQ(last({"a", "f"}), "e=new");
  EXPECT_EQ(last({}), "f=changed");
  EXPECT_EQ(last({"a", "e"}), "d=2");
  EXPECT_EQ(last({"e", "f"}), "e=new");
}

TEST_F(OverlayTest, TheLastOfARangeIsNotWhatIsErased) {
  overlay_->put("e", "new");
  overlay_->erase("e");
  overlay_->erase("f");
  overlay_->erase("g");
  EXPECT_EQ(last({}), "d=2");
  overlay_->erase("d");
  EXPECT_EQ(last({}), "b=1");
  EXPECT_EQ(last({"c", ""}), "");
  overlay_->erase("b");
  EXPECT_EQ(last({}), "");
  overlay_->put("a", "new");
  EXPECT_EQ(last({}), "a=new");
}

TEST_F(OverlayTest, UndoGoesBackToTheSavepoint) {
  overlay_->put("a", "kept");
  overlay_->erase("b");
  overlay_->set_savepoint();
  overlay_->put("a", "undone");
  overlay_->put("a", "undone twice");
  overlay_->put("b", "undone");
  overlay_->put("c", "undone");
  overlay_->erase("d");
  overlay_->undo();

  EXPECT_THAT(scan({}), ElementsAre("a=kept", "d=2", "f=3"));
}

TEST_F(OverlayTest, BatchHoldsTheLastWriteOfEachKey) {
  overlay_->put("c", "1");
  overlay_->put("c", "2");
  overlay_->erase("b");

  const auto batch = overlay_->take_batch();
  must(engine_.commit(batch, std::nullopt));

  EXPECT_TRUE(overlay_->empty());
  EXPECT_EQ(batch.operations().size(), 2u);
  const auto after = must(engine_.snapshot());
  EXPECT_EQ(must(after->get("c")), "2");
  EXPECT_EQ(must(after->get("b")), std::nullopt);
}

TEST_F(OverlayTest, NothingIsLeftWhenAllIsUndone) {
  overlay_->put("c", "1");
  overlay_->erase("b");
  overlay_->undo();
  EXPECT_TRUE(overlay_->empty());
}

}  // namespace
}  // namespace penstock::documents
