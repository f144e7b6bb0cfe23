// The process that delivers dies at every point where it matters, in every batch, and a new one
// goes on: no failed document vanishes, nothing comes twice.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration/kill_points/story.h"
#include "integration/sql/sql_product.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/program.h"
#include "support/temporary_database.h"
#include "support/temporary_directory.h"

namespace penstock::testing {
namespace {

constexpr int kKilled = 128 + 9;
constexpr int kLivesMax = 100;
constexpr int kBatchesAtLeast = 4;

/// A source, a destination, and the process between them, one life after the other.
class Stage {
 public:
  explicit Stage(SqlProduct& product) : product_(product) { create_tables(query()); }

  /// Returns whether it was killed at the point; otherwise all is delivered.
  bool live(const std::string& point, int count) {
    const auto configuration = product_.configuration();
    const auto life =
        run_program({MORTAL_PROCESS, data_.path() + "/data", configuration.factory_name,
                     configuration.connection_string, configuration.options.sqlite_folder.string(),
                     point, std::to_string(count)});
    if (life.exit_code != kKilled) {
      EXPECT_EQ(life.exit_code, 0) << life.output << life.errors;
    }
    return life.exit_code == kKilled;
  }

  void expect_no_failed_document_vanished() {
    auto database = open_database();
    EXPECT_EQ(vanished(database, query()), std::set<std::string>());
  }

  void expect_everything_exactly_once() {
    auto database = open_database();
    EXPECT_EQ(found_rows(query()), expected_rows());
    EXPECT_EQ(found_errors(database), expected_errors());
  }

 private:
  TemporaryDatabase open_database() const {
    return TemporaryDatabase(
        must(kv::rocksdb::RocksdbProvider::open({.folder = data_.path() + "/data"})));
  }

  std::function<SqlRows(const std::string&)> query() {
    return [this](const std::string& sql) { return product_.query(sql); };
  }

  TemporaryDirectory data_;
  SqlProduct& product_;
};

/// Which product, and at which point.
class KillPointsTest : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {
 protected:
  void SetUp() override {
    std::string why_not;
    product_ = make_product(std::get<0>(GetParam()), why_not);
    if (!product_) GTEST_SKIP() << why_not;
  }

  const std::string& point() const { return std::get<1>(GetParam()); }

  std::unique_ptr<SqlProduct> product_;
};

// PR-008: what the destination has committed is not delivered again, since the position went with
// it.
TEST_P(KillPointsTest, OneDeathAnywhereLosesNothingAndRepeatsNothing) {
  int deaths = 0;
  for (bool died = true; died && !HasFailure();) {
    SCOPED_TRACE("death at the point's occurrence " + std::to_string(deaths + 1));
    Stage stage(*product_);
    died = stage.live(point(), deaths + 1);
    if (died) {
      ++deaths;
      stage.expect_no_failed_document_vanished();
      EXPECT_FALSE(stage.live("none", 0));
    }
    stage.expect_everything_exactly_once();
  }
  EXPECT_GE(deaths, point() == "opened" ? 1 : kBatchesAtLeast) << "the point was hardly reached";
}

TEST_P(KillPointsTest, DeathInEveryLifeLosesNothingAndRepeatsNothing) {
  Stage stage(*product_);
  int lives = 1;
  for (; lives < kLivesMax && !HasFailure() && stage.live(point(), 2); ++lives) {
    stage.expect_no_failed_document_vanished();
  }
  EXPECT_LT(lives, kLivesMax) << "no life got any further";
  stage.expect_everything_exactly_once();
}

INSTANTIATE_TEST_SUITE_P(Points, KillPointsTest,
                         ::testing::Combine(::testing::ValuesIn(product_names()),
                                            ::testing::Values("opened", "errors-recorded",
                                                              "rejections-recorded", "committed",
                                                              "errors-forgotten")),
                         [](const auto& parameters) {
                           auto name =
                               std::get<0>(parameters.param) + "_" + std::get<1>(parameters.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace penstock::testing
