#include "etl/sql/earlier_rows.h"

#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "etl/sql/dialect/postgres_dialect.h"

namespace penstock::etl::sql {
namespace {

const PostgresDialect kDialect;

/// A table that holds ids, and counts how it is asked.
class TableConnection final : public Connection {
 public:
  const Dialect& dialect() const override { return kDialect; }
  void watch(std::stop_token) override {}
  StatementResult execute(std::string_view, std::span<const std::string>) override { return {}; }
  QueryResult query(std::string_view, std::span<const std::string> bounds) override {
    ++questions;
    QueryResult result;
    for (auto id = held.lower_bound(bounds[0]); id != held.upper_bound(bounds[1]); ++id) {
      result.rows.push_back({*id});
    }
    return result;
  }
  StatementResult begin() override { return {}; }
  StatementResult check_constraints() override { return {}; }
  StatementResult commit() override { return {}; }
  void rollback() override {}
  StatementResult erase(const std::string&, std::span<const std::string_view> ids) override {
    ++deletes;
    StatementResult result;
    for (const auto id : ids) result.rows += held.erase(std::string(id));
    return result;
  }
  StatementResult insert(const std::string&, const EncodedRows&) override { return {}; }
  QueryResult read(const std::string&, std::span<const std::string_view>) override { return {}; }

  std::set<std::string> held;
  int questions = 0;
  int deletes = 0;
};

Table orders() {
  Table table;
  table.quoted_name = "\"Orders\"";
  table.columns = {{"Id", {.kind = ColumnKind::kText}}};
  return table;
}

/// "orders/<first>-A" and those that follow.
class Ids {
 public:
  Ids(int first, int count) {
    for (int i = 0; i < count; ++i) texts_.push_back(fmt::format("orders/{}-A", first + i));
    views_.assign(texts_.begin(), texts_.end());
  }
  std::span<const std::string_view> get() const { return views_; }

 private:
  std::vector<std::string> texts_;
  std::vector<std::string_view> views_;
};

class EarlierRowsTest : public ::testing::Test {
 protected:
  std::uint64_t erase(const Ids& ids) { return earlier_rows_.erase(table_, ids.get()).rows; }

  const Table table_ = orders();
  TableConnection connection_;
  EarlierRows earlier_rows_{connection_, kDialect};
};

TEST_F(EarlierRowsTest, LooksNoNewDocumentUp) {
  connection_.held = {"orders/999-A", "orders/101-A", "orders/10000-A"};

  EXPECT_EQ(erase(Ids(1000, 1000)), 0u);

  EXPECT_EQ(connection_.deletes, 0);
  EXPECT_EQ(connection_.questions, 1);
  EXPECT_EQ(connection_.held.size(), 3u);
}

TEST_F(EarlierRowsTest, DeletesWhatIsThere) {
  connection_.held = {"orders/1500-A"};

  EXPECT_EQ(erase(Ids(1000, 1000)), 1u);

  EXPECT_EQ(connection_.held.size(), 0u);
}

TEST_F(EarlierRowsTest, DoesNotAskWhileThereIsSomethingToDelete) {
  connection_.held = {"orders/1500-A", "orders/2500-A"};

  erase(Ids(1000, 1000));
  erase(Ids(2000, 1000));
  EXPECT_EQ(connection_.questions, 1);

  erase(Ids(3000, 1000));
  erase(Ids(4000, 1000));
  EXPECT_EQ(connection_.deletes, 3);
  EXPECT_EQ(connection_.questions, 2);
}

TEST_F(EarlierRowsTest, LooksUpWhereMuchLiesBetween) {
  for (int i = 0; i < 1000; ++i) connection_.held.insert(fmt::format("orders/1000-A{}", i));

  erase(Ids(1000, 1000));

  EXPECT_EQ(connection_.deletes, 1);
}

TEST_F(EarlierRowsTest, LooksFewUpAtOnce) {
  erase(Ids(1000, 100));

  EXPECT_EQ(connection_.deletes, 1);
  EXPECT_EQ(connection_.questions, 0);
}

TEST_F(EarlierRowsTest, AsksOnlyForTexts) {
  auto numbered = orders();
  numbered.columns[0].type.kind = ColumnKind::kInteger;

  EXPECT_TRUE(earlier_rows_.erase(numbered, Ids(1000, 1000).get()).ok());

  EXPECT_EQ(connection_.deletes, 1);
}

}  // namespace
}  // namespace penstock::etl::sql
