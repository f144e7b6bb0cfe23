#include "etl/batch_builder.h"

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;
using Objects = std::vector<std::string>;

/// With real script workers, as the server has them.
class BatchBuilderTest : public ::testing::Test {
 protected:
  void SetUp() override {
#ifndef PENSTOCK_TEST_SCRIPT_WORKER
    GTEST_SKIP() << "built without the script worker";
#else
    script::ScriptHostOptions options;
    options.worker_command = {PENSTOCK_TEST_SCRIPT_WORKER};
    scripts_ = must(script::ScriptHost::open(options, clock_));
#endif
  }

  Result<PreparedBatch> build(std::string_view collection, std::string script,
                              BatchBuilderLimits limits = {}) {
    Transformation transformation;
    transformation.name = "S1";
    transformation.collections = {std::string(collection)};
    transformation.script = std::move(script);
    return BatchBuilder({*database_, *scripts_, clock_}, transformation, limits)
        .build(Etag{0}, std::stop_token());
  }

  /// "Orders{…}" for each object of the document.
  static Objects objects_of(const PreparedBatch& batch, std::string_view id) {
    Objects objects;
    for (const auto& document : batch.load.documents) {
      if (document.id != id) continue;
      for (const auto& object : document.objects) {
        objects.push_back(std::string(object.target) + std::string(object.json));
      }
    }
    return objects;
  }

  TemporaryDatabase database_;
  SystemClock clock_;
  std::unique_ptr<script::ScriptHost> scripts_;
};

TEST_F(BatchBuilderTest, MakesRowsOfAnOrderAndItsLines) {
  database_.put("orders/1-A", R"({"Company":"companies/1-A","Lines":[
      {"Product":"p/1","PricePerUnit":10,"Quantity":2,"Discount":0.5},
      {"Product":"p/2","PricePerUnit":3,"Quantity":1,"Discount":0}],
      "@metadata":{"@collection":"Orders"}})");

  const auto batch = must(build("Orders", R"(
    var total = 0;
    for (var i = 0; i < this.Lines.length; i++) {
        var line = this.Lines[i];
        total += line.PricePerUnit * line.Quantity * (1 - line.Discount);
        loadToOrderLines({ Quantity: line.Quantity, Product: line.Product });
    }
    loadToOrders({ Company: this.Company, Country: this.ShipTo.Country, Total: total });)"));

  EXPECT_EQ(objects_of(batch, "orders/1-A"),
            (Objects{R"(OrderLines{"Quantity":2,"Product":"p/1"})",
                     R"(OrderLines{"Quantity":1,"Product":"p/2"})",
                     R"(Orders{"Company":"companies/1-A","Country":null,"Total":13})"}));
}

TEST_F(BatchBuilderTest, LoadsOtherDocuments) {
  database_.put("employees/1", R"({"Name":"Anne","ReportsTo":"employees/2",
                                   "@metadata":{"@collection":"Employees"}})");
  database_.put("employees/2", R"({"Name":"Steven","ReportsTo":null,
                                   "@metadata":{"@collection":"Employees"}})");

  const auto batch = must(
      build("Employees", "loadToPeople({ Name: this.Name, Manager: load(this.ReportsTo).Name });"));

  EXPECT_EQ(objects_of(batch, "employees/1"),
            Objects{R"(People{"Name":"Anne","Manager":"Steven"})"});
  EXPECT_EQ(objects_of(batch, "employees/2"), Objects{R"(People{"Name":"Steven","Manager":null})"});
}

TEST_F(BatchBuilderTest, FailedDocumentSaysWhereAndLeavesNothingBehind) {
  database_.put_in("Orders", "orders/1", "1");
  database_.put_in("Orders", "orders/2", "2");

  const auto batch = must(
      build("Orders", "loadToOrders({ n: this.n });\nif (this.n == 1)\n  throw new Error('no');"));

  EXPECT_TRUE(objects_of(batch, "orders/1").empty());
  EXPECT_EQ(objects_of(batch, "orders/2"), Objects{R"(Orders{"n":2})"});
  ASSERT_EQ(batch.failed.size(), 1u);
  EXPECT_EQ(batch.failed[0].document_id, "orders/1");
  EXPECT_EQ(batch.failed[0].etag, Etag{1});
  EXPECT_NE(batch.failed[0].message.find("line 3"), std::string::npos) << batch.failed[0].message;
}

TEST_F(BatchBuilderTest, KeepsTheOrderOfChangesOverManySlicesAndWorkers) {
  for (int i = 0; i < 3000; ++i) {
    database_.put_in("Orders", "orders/" + std::to_string(i), std::to_string(i));
    if (i % 100 == 0) database_.remove("orders/" + std::to_string(i / 2));
  }

  const auto batch = must(build("Orders", "loadToOrders({ n: this.n });"));

  EXPECT_EQ(batch.statistics.end, BatchEnd::kNothingLeft);
  EXPECT_EQ(batch.statistics.documents + batch.statistics.tombstones, batch.load.documents.size());
  Etag last;
  for (const auto& document : batch.load.documents) {
    EXPECT_GT(document.etag, last);
    last = document.etag;
    if (document.kind == LoadDocument::Kind::kDelete) continue;
    const auto number = document.id.substr(document.id.find('/') + 1);
    ASSERT_EQ(document.objects.size(), 1u);
    EXPECT_EQ(document.objects[0].json, R"({"n":)" + number + "}");
  }
  EXPECT_EQ(batch.load.to, last);
}

TEST_F(BatchBuilderTest, EndsEarlyWhenItIsAwaited) {
  for (int i = 0; i < 100; ++i) database_.put_in("Orders", "orders/" + std::to_string(i), "1");
  Transformation transformation;
  transformation.name = "S1";
  transformation.collections = {"Orders"};
  transformation.script = "loadToOrders({ n: this.n });";
  BatchBuilder builder({*database_, *scripts_, clock_}, transformation, {.awaited_documents = 30});

  const auto first = must(builder.build(Etag{0}, std::stop_token(), [] { return true; }));
  const auto rest = must(builder.build(first.load.to, std::stop_token(), [] { return false; }));

  EXPECT_EQ(first.load.documents.size(), 30u);
  EXPECT_EQ(first.statistics.end, BatchEnd::kAwaited);
  EXPECT_EQ(rest.load.documents.size(), 70u);
  EXPECT_EQ(rest.statistics.end, BatchEnd::kNothingLeft);
  EXPECT_EQ(objects_of(rest, "orders/99"), Objects{R"(Orders{"n":1})"});
}

TEST_F(BatchBuilderTest, ScriptThatDoesNotParseSaysWhere) {
  database_.put_in("Orders", "orders/1");

  const auto batch = build("Orders", "loadToOrders({ n: this.n };");

  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().code, ErrorCode::kScriptFailed);
  EXPECT_NE(batch.error().message.find("line 1"), std::string::npos) << batch.error().message;
}

TEST_F(BatchBuilderTest, SingleDocumentThatIsTooLargeIsABatchOfItsOwn) {
  database_.put_in("Orders", "orders/1", "\"" + std::string(100'000, 'x') + "\"");
  database_.put_in("Orders", "orders/2");
  BatchBuilderLimits limits;
  limits.output_bytes_max = 1000;
  limits.slice_bytes_max = 1000;

  const auto batch = must(build("Orders", "loadToOrders(this);", limits));

  ASSERT_EQ(batch.load.documents.size(), 1u);
  EXPECT_EQ(batch.load.documents[0].id, "orders/1");
  EXPECT_EQ(batch.load.to, Etag{1});
}

TEST_F(BatchBuilderTest, LeavesOutOnlyTheDocumentThatFailsAmongThoseDeliveredAgain) {
  for (const auto* id : {"orders/1-A", "orders/2-A", "orders/3-A"}) {
    database_.put_in("Orders", id, id == std::string_view("orders/2-A") ? "2" : "0");
  }
  Transformation transformation;
  transformation.collections = {"Orders"};
  transformation.script = "if (this.n == 2) throw 'two'; loadToOrders({});";
  BatchBuilder builder({*database_, *scripts_, clock_}, transformation, {});
  const std::vector<HeldDocument> documents{
      {"orders/1-A", ""}, {"orders/2-A", ""}, {"orders/3-A", ""}};

  const auto batch = must(builder.build_again(documents, Etag{7}, {}));

  ASSERT_EQ(batch.failed.size(), 1u);
  EXPECT_EQ(batch.failed.front().document_id, "orders/2-A");
  ASSERT_EQ(batch.load.documents.size(), 2u);
  EXPECT_EQ(batch.load.documents.back().id, "orders/3-A");
}

}  // namespace
}  // namespace penstock::etl
