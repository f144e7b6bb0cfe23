#include "etl/sql/batch_writer.h"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "etl/sql/dialect/sql_server_dialect.h"
#include "etl/sql/driver/odbc_rows.h"

// What no product that is at hand does: a failed statement that ends the transaction and names no
// row.
namespace penstock::etl::sql {
namespace {

const SqlServerDialect kDialect;
const OdbcRowFormat kFormat;

/// A trigger of its table rolls back every DELETE of one of `protected_ids`.
class RollingBackConnection final : public Connection {
 public:
  explicit RollingBackConnection(std::vector<std::string_view> protected_ids)
      : protected_(std::move(protected_ids)) {}

  const Dialect& dialect() const override { return kDialect; }
  void watch(std::stop_token) override {}
  StatementResult execute(std::string_view, std::span<const std::string>) override { return {}; }
  QueryResult query(std::string_view, std::span<const std::string>) override { return {}; }
  StatementResult begin() override { return {}; }
  StatementResult check_constraints() override { return {}; }
  StatementResult commit() override { return {}; }
  void rollback() override {}
  StatementResult erase(const std::string&, std::span<const std::string_view> ids) override {
    const bool is_refused = std::ranges::any_of(
        ids, [&](auto id) { return std::ranges::find(protected_, id) != protected_.end(); });
    if (!is_refused) return {ids.size(), {}};
    return {0, SqlFailure{.kind = FailureClass::kDocument,
                          .message = "the row is protected",
                          .ended_transaction = true}};
  }
  StatementResult insert(const std::string&, const EncodedRows& rows) override {
    return {rows.rows.size(), {}};
  }
  QueryResult read(const std::string&, std::span<const std::string_view>) override { return {}; }

 private:
  const std::vector<std::string_view> protected_;
};

LoadBatch batch_of(std::size_t count) {
  LoadBatch batch;
  for (std::size_t i = 0; i < count; ++i) {
    auto& document = batch.documents.emplace_back();
    document.id = fmt::format("orders/{}", i);
    document.objects = {{.target = "Orders", .json = "{}"}};
  }
  return batch;
}

std::shared_ptr<const Catalogue> catalogue() {
  auto made = std::make_shared<Catalogue>();
  Table table;
  table.configured_name = table.name = "Orders";
  table.quoted_name = "[Orders]";
  table.columns = {{"Id", kDialect.column_type("nvarchar(40)"), true, false}};
  made->tables = {table};
  return made;
}

TEST(BatchWriterTest, FindsWhoeverEndsTheTransactionThoughNobodyNamesHim) {
  const auto batch = batch_of(1'000);
  const auto encoded = encode_rows(batch, catalogue(), kFormat);
  RollingBackConnection connection({"orders/13", "orders/700"});
  EarlierRows earlier_rows(connection, kDialect);
  BatchWriter writer(connection, kDialect, earlier_rows, batch, encoded);

  auto result = writer.write_whole();
  int transactions = 1;
  for (; !result.ok() && transactions < 20; ++transactions) {
    const auto culprit = writer.culprit(*result.failure);
    if (culprit) writer.reject(*culprit, *result.failure);
    ASSERT_TRUE(culprit || transactions == 1 || writer.has_narrowed());
    result = writer.write_in_parts();
  }

  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.rows, 998u);
  ASSERT_EQ(writer.rejected().size(), 2u);
  EXPECT_EQ(writer.rejected()[0].document, 13u);
  EXPECT_EQ(writer.rejected()[1].document, 700u);
  EXPECT_LE(transactions, 8) << "a sixteenth of the documents each time";
}

}  // namespace
}  // namespace penstock::etl::sql
