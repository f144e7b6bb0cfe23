#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "etl/sql/sql_destination.h"
#include "integration/sql/sql_product.h"
#include "support/assertions.h"

namespace penstock::testing {

/// Keeps what a destination rejects, and can do something at that moment.
class RecordingErrors final : public etl::ErrorSink {
 public:
  Result<void> record(std::span<const etl::DocumentError> errors) override {
    recorded.insert(recorded.end(), errors.begin(), errors.end());
    if (on_record) on_record();
    return answer;
  }

  std::vector<etl::DocumentError> recorded;
  std::function<void()> on_record;
  Result<void> answer;
};

/// One document for a batch: its objects are {target, JSON}.
struct TestDocument {
  std::string id;
  std::vector<std::pair<std::string, std::string>> objects;
  bool deleted = false;
};

/// The tombstone of a document.
TestDocument deleted(std::string id);

/// A batch behind the etag `from`; each document has the next etag.
etl::LoadBatch make_batch(etl::Etag from, const std::vector<TestDocument>& documents);

/// What tests of a relational destination do, with one product.
class SqlFixture : public ::testing::Test {
 protected:
  /// To be called first. Skips the test where the product's server is not installed.
  void use_product(const std::string& name);

  /// Statements on the destination.
  SqlRows query(const std::string& sql) { return product_->query(sql); }

  /// A destination for these tables, all of them targets of the script; not yet open.
  std::unique_ptr<etl::sql::SqlDestination> make_destination(std::vector<etl::SqlTable> tables);
  std::unique_ptr<etl::sql::SqlDestination> make_destination(std::vector<etl::SqlTable> tables,
                                                             std::vector<std::string> targets);

  /// The same, open, and kept for load().
  void open(std::vector<etl::SqlTable> tables);
  void open(std::vector<etl::SqlTable> tables, std::vector<std::string> targets);

  /// Encodes the next batch and loads it into the open destination.
  Result<etl::LoadOutcome> try_load(const std::vector<TestDocument>& documents);
  etl::LoadOutcome load(const std::vector<TestDocument>& documents);

  /// Orders(Id, Total, City) and OrderLines(OrderId, Product), with OrderLines before Orders in the
  /// task.
  void create_shop();
  std::vector<etl::SqlTable> shop_tables() const;

  const etl::ProcessKey process_{"source-1", "task", "script"};
  SystemClock clock_;
  RecordingErrors errors_;
  std::unique_ptr<SqlProduct> product_;
  std::unique_ptr<etl::sql::SqlDestination> destination_;
  etl::Position position_;
};

/// The contract of a relational destination, run over every product: TEST_P(SqlContract, …).
class SqlContract : public SqlFixture, public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override { use_product(GetParam()); }
};

}  // namespace penstock::testing
