// The power goes out in the middle of storing and removing attachments: those that were
// acknowledged are whole, and nothing half-written is left.
#include <map>
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "documents/attachment_reader.h"
#include "documents/commit_tables.h"
#include "unit/documents/power_cut_fixture.h"
#include "unit/documents/store_damages.h"

namespace penstock::documents {
namespace {

using testing::must;

constexpr int kCuts = 10;
constexpr unsigned kFileChangesMax = 150;
constexpr unsigned kNames = 5;
constexpr std::string_view kDocument = "orders/1";

class AttachmentPowerCutTest : public testing::PowerCutFixture {
 protected:
  Result<void> put_document() {
    return database_->write_and_wait([](WriteContext& context) -> Result<void> {
      TRY(context.put(kDocument, TRY(DocumentContent::parse("{}")), {}));
      return {};
    });
  }

  /// Puts new bytes under a name, or removes it if there are none.
  Result<void> change(const std::string& name, const std::optional<std::string>& bytes) {
    const auto stager = database_->stage_content();
    if (bytes) TRY(stager->append(*bytes));
    const auto content = TRY(stager->finish());
    return database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      auto& table = context.tables().attachments;
      if (bytes) {
        TRY(table.put({kDocument, name}, "", *content, {}));
      } else {
        TRY(table.remove({kDocument, name}, {}));
      }
      TRY(table.update_document(kDocument));
      return {};
    });
  }

  /// Until the power is out. What was under way then may have happened or not.
  void change_until_power_is_out() {
    while (true) {
      under_way_ = std::to_string(random_() % kNames);
      under_way_bytes_.reset();
      if (random_() % 4 != 0) {
        const std::size_t size = random_() % (std::size_t{3} << 19);
        under_way_bytes_ = std::string(size, static_cast<char>('a' + random_() % 26));
      }
      if (!change(under_way_, under_way_bytes_)) return;
      acknowledged_[under_way_] = under_way_bytes_;
    }
  }

  std::optional<std::string> read(const std::string& name) const {
    const auto snapshot = must(database_->snapshot());
    const AttachmentReader reader(snapshot.storage());
    const auto attachment = must(reader.find(kDocument, name));
    if (!attachment) return std::nullopt;
    const auto content = must(reader.find_content(attachment->hash)).value();
    std::string bytes;
    while (bytes.size() < content.size) bytes += must(reader.read(content, bytes.size()));
    return bytes;
  }

  void check() {
    if (read(under_way_) == under_way_bytes_) acknowledged_[under_way_] = under_way_bytes_;
    for (const auto& [name, bytes] : acknowledged_) EXPECT_TRUE(read(name) == bytes) << name;
    const auto snapshot = must(database_->snapshot());
    EXPECT_THAT(testing::store_damages(snapshot.storage()), ::testing::IsEmpty());
  }

  std::map<std::string, std::optional<std::string>> acknowledged_;
  std::string under_way_;
  std::optional<std::string> under_way_bytes_;
};

TEST_F(AttachmentPowerCutTest, KeepsWhatWasAcknowledgedAndNothingElse) {
  ASSERT_OK(start());
  ASSERT_OK(put_document());
  for (int cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut));
    files_->cut_power_after(random_() % kFileChangesMax);
    change_until_power_is_out();
    ASSERT_TRUE(files_->power_is_out());
    ASSERT_NO_FATAL_FAILURE(restart());
    check();
  }
}

}  // namespace
}  // namespace penstock::documents
