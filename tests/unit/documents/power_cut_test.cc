#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "unit/documents/power_cut_fixture.h"

namespace penstock::documents {
namespace {

constexpr int kCuts = 12;
constexpr int kWriters = 4;
constexpr unsigned kChangesMax = 400;

/// The version of each document that a writer was told is on disk; 0 for a deletion.
using Acknowledged = std::map<std::string, std::uint64_t>;

/// Writes versions of its own documents, one after the other, until the power is out. What was
/// under way then may have happened or not.
class Writer {
 public:
  Writer(int number, unsigned seed) : prefix_(std::to_string(number)), random_(seed) {}

  void run(Database& database) {
    while (true) {
      under_way_ = "orders/" + prefix_ + "-" + std::to_string(random_() % 20);
      under_way_version_ = random_() % 5 == 0 ? 0 : ++version_;
      const auto written = database.write_and_wait([&](WriteContext& context) -> Result<void> {
        if (under_way_version_ == 0) {
          TRY(context.remove(under_way_, {}));
        } else {
          TRY(context.put(under_way_, content(under_way_version_), {}));
        }
        return {};
      });
      if (!written) return;
      acknowledged_[under_way_] = under_way_version_;
    }
  }

  void check(const DatabaseSnapshot& found) {
    if (version_in(found, under_way_) == under_way_version_) {
      acknowledged_[under_way_] = under_way_version_;
    }
    for (const auto& [id, version] : acknowledged_) EXPECT_EQ(version_in(found, id), version) << id;
  }

  std::size_t documents() const {
    return static_cast<std::size_t>(
        std::count_if(acknowledged_.begin(), acknowledged_.end(),
                      [](const auto& entry) { return entry.second > 0; }));
  }

 private:
  static DocumentContent content(std::uint64_t version) {
    return {.body = R"({"Version":)" + std::to_string(version) + "}",
            .metadata = "{}",
            .collection = "Orders"};
  }

  static std::uint64_t version_in(const DatabaseSnapshot& snapshot, const std::string& id) {
    const auto document = testing::must(snapshot.get(id));
    if (!document) return 0;
    static constexpr std::size_t kBeforeNumber = std::string_view(R"({"Version":)").size();
    return std::stoull(document->body.substr(kBeforeNumber));
  }

  std::string prefix_;
  std::mt19937 random_;
  std::uint64_t version_ = 0;
  std::string under_way_;
  std::uint64_t under_way_version_ = 0;
  Acknowledged acknowledged_;
};

using DatabasePowerCutTest = testing::PowerCutFixture;

TEST_F(DatabasePowerCutTest, NothingAcknowledgedIsLostAndTheCountersStayRight) {
  std::vector<Writer> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(i, random_());
  ASSERT_OK(start());
  for (int cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut));
    files_->cut_power_after(random_() % kChangesMax);
    {
      std::vector<std::jthread> threads;
      for (auto& writer : writers) threads.emplace_back([&] { writer.run(*database_); });
    }
    ASSERT_TRUE(files_->power_is_out());
    ASSERT_NO_FATAL_FAILURE(restart());

    const auto found = testing::must(database_->snapshot());
    std::size_t documents = 0;
    for (auto& writer : writers) {
      writer.check(found);
      documents += writer.documents();
    }
    const auto changes =
        testing::must(ChangeFeed(found.storage(), {"Orders"}).read({0}, {.changes_max = 10'000}));
    const auto live = std::count_if(changes.begin(), changes.end(), [](const Change& change) {
      return change.document() != nullptr;
    });
    EXPECT_EQ(static_cast<std::size_t>(live), documents);
    EXPECT_EQ(testing::must(database_->statistics()).documents, documents);
  }
}

}  // namespace
}  // namespace penstock::documents
