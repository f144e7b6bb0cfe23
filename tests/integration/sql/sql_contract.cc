#include "integration/sql/sql_contract.h"

namespace penstock::testing {

TestDocument deleted(std::string id) { return {std::move(id), {}, true}; }

etl::LoadBatch make_batch(etl::Etag from, const std::vector<TestDocument>& documents) {
  etl::LoadBatch batch;
  batch.from = batch.to = from;
  std::string text;
  for (const auto& document : documents) {
    for (const auto& [target, json] : document.objects) text += target + json;
  }
  std::string_view rest =
      *batch.texts.emplace_back(std::make_unique<const std::string>(std::move(text)));
  for (const auto& document : documents) {
    batch.to = batch.to.next();
    auto& loaded = batch.documents.emplace_back();
    loaded.id = document.id;
    loaded.collection = "Orders";
    loaded.etag = batch.to;
    loaded.kind =
        document.deleted ? etl::LoadDocument::Kind::kDelete : etl::LoadDocument::Kind::kPut;
    for (const auto& [target, json] : document.objects) {
      loaded.objects.push_back(
          {rest.substr(0, target.size()), rest.substr(target.size(), json.size())});
      rest.remove_prefix(target.size() + json.size());
    }
  }
  return batch;
}

void SqlFixture::use_product(const std::string& name) {
  std::string why_not;
  product_ = make_product(name, why_not);
  if (!product_) GTEST_SKIP() << why_not;
}

std::unique_ptr<etl::sql::SqlDestination> SqlFixture::make_destination(
    std::vector<etl::SqlTable> tables) {
  std::vector<std::string> targets;
  for (const auto& table : tables) targets.push_back(table.name);
  return make_destination(std::move(tables), std::move(targets));
}

std::unique_ptr<etl::sql::SqlDestination> SqlFixture::make_destination(
    std::vector<etl::SqlTable> tables, std::vector<std::string> targets) {
  auto configuration = product_->configuration();
  configuration.tables = std::move(tables);
  return must(etl::sql::SqlDestination::make(std::move(configuration), std::move(targets), errors_,
                                             clock_));
}

void SqlFixture::open(std::vector<etl::SqlTable> tables) {
  destination_ = make_destination(std::move(tables));
  position_ = must(destination_->open(process_, {1}, {}));
}

void SqlFixture::open(std::vector<etl::SqlTable> tables, std::vector<std::string> targets) {
  destination_ = make_destination(std::move(tables), std::move(targets));
  position_ = must(destination_->open(process_, {1}, {}));
}

Result<etl::LoadOutcome> SqlFixture::try_load(const std::vector<TestDocument>& documents) {
  auto batch = make_batch(position_.etag, documents);
  destination_->encode(batch);
  auto outcome = destination_->load(batch, position_, {});
  if (outcome) position_ = outcome->position;
  return outcome;
}

etl::LoadOutcome SqlFixture::load(const std::vector<TestDocument>& documents) {
  return must(try_load(documents));
}

void SqlFixture::create_shop() {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total integer, City varchar(10))");
  query("CREATE TABLE OrderLines (OrderId varchar(40) NOT NULL, Product text)");
}

std::vector<etl::SqlTable> SqlFixture::shop_tables() const {
  return {{"OrderLines", "OrderId", false}, {"Orders", "Id", false}};
}

INSTANTIATE_TEST_SUITE_P(Products, SqlContract, ::testing::ValuesIn(product_names()),
                         [](const auto& product) { return product.param; });
INSTANTIATE_TEST_SUITE_P(Variants, SqlContract, ::testing::ValuesIn(variant_names()),
                         [](const auto& product) { return product.param; });

}  // namespace penstock::testing
