#include "etl/sql/schema_draft.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

using Columns = std::vector<std::pair<std::string, std::optional<ValueKind>>>;

/// Of objects that all go to the table T.
Columns drafted(const std::vector<std::string_view>& objects) {
  LoadBatch batch;
  auto& document = batch.documents.emplace_back();
  for (const auto object : objects) document.objects.push_back({"T", object});
  SchemaDraft draft;
  draft.add(batch);
  Columns columns;
  for (const auto& column : draft.columns_of("t")) columns.emplace_back(column.name, column.kind);
  return columns;
}

TEST(SchemaDraftTest, TellsKindsByValues) {
  EXPECT_EQ(drafted({R"({"a":1,"b":1.5,"c":true,"d":"x","e":{},"f":[1],"g":null,)"
                     R"("h":"2020-01-02T03:04:05.0000000Z","i":"2020-01-02","j":1e3,)"
                     R"("k":9223372036854775808})"}),
            (Columns{{"a", ValueKind::kInteger},
                     {"b", ValueKind::kNumber},
                     {"c", ValueKind::kBoolean},
                     {"d", ValueKind::kText},
                     {"e", ValueKind::kJson},
                     {"f", ValueKind::kJson},
                     {"g", std::nullopt},
                     {"h", ValueKind::kMoment},
                     {"i", ValueKind::kText},
                     {"j", ValueKind::kNumber},
                     {"k", ValueKind::kNumber}}));
}

TEST(SchemaDraftTest, FindsWhatAllValuesOfAColumnFit) {
  EXPECT_EQ(drafted({R"({"a":1,"b":null,"c":"2020-01-02T03:04:05","d":true})",
                     R"({"A":2.5,"b":7,"c":"tomorrow","d":null})", "no object"}),
            (Columns{{"a", ValueKind::kNumber},
                     {"b", ValueKind::kInteger},
                     {"c", ValueKind::kText},
                     {"d", ValueKind::kBoolean}}));
}

}  // namespace
}  // namespace penstock::etl::sql
