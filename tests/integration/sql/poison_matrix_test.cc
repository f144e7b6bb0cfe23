#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "integration/sql/sql_contract.h"

// Bad documents of every kind, at every place in a batch, at every product: all others arrive, the
// error list holds exactly the bad ones, and what they had at the destination before stays.
namespace penstock::testing {
namespace {

constexpr int kDocuments = 9;

/// What is wrong with a document: the rows that it loads to Items.
struct Poison {
  const char* name;
  std::vector<std::string> items;
};

const Poison kPoisons[] = {
    {"NullWhereNoneMayBe", {R"({"Name":null,"Version":2})"}},
    {"NothingWhereSomethingMustBe", {R"({"Version":2})"}},
    {"TooLong", {R"({"Name":"longer than ten","Version":2})"}},
    {"WrongType", {R"({"Name":"b","Version":"two"})"}},
    {"SamePrimaryKeyTwice", {R"({"Name":"b","Version":2})", R"({"Name":"c","Version":2})"}},
    {"NoSuchParent", {R"({"Name":"b","Version":2,"Parent":"parents/none"})"}},
    {"CheckThatFails", {R"({"Name":"b","Version":2,"Amount":-1})"}},
};

struct Places {
  const char* name;
  std::set<int> bad;
};

const Places kPlaces[] = {
    {"first", {0}},
    {"middle", {4}},
    {"last", {8}},
    {"several", {1, 4, 5, 7}},
    {"all", {0, 1, 2, 3, 4, 5, 6, 7, 8}},
};

class PoisonMatrix : public SqlFixture,
                     public ::testing::WithParamInterface<std::tuple<std::string, Poison>> {
 protected:
  void SetUp() override {
    use_product(std::get<0>(GetParam()));
    if (IsSkipped()) return;
    query("CREATE TABLE Parents (Id varchar(40) PRIMARY KEY)");
    query("INSERT INTO Parents VALUES ('parents/1')");
    // Type and length twice, as SQLite knows no other way.
    query(
        "CREATE TABLE Items (Id varchar(40) PRIMARY KEY, Version integer CHECK (Version + 0 ="
        " Version), Amount integer CHECK"
        " (Amount >= 0), Name varchar(10) NOT NULL CHECK (length(Name) <= 10),"
        " Parent varchar(40) REFERENCES Parents(Id))");
    query("CREATE TABLE Tags (ItemId varchar(40), Version integer)");
  }

  static TestDocument document(int number, int version, const std::vector<std::string>& items) {
    TestDocument document{id(number), {}};
    document.objects.emplace_back("Tags", fmt::format(R"({{"Version":{}}})", version));
    for (const auto& item : items) document.objects.emplace_back("Items", item);
    return document;
  }

  static std::string id(int number) { return fmt::format("items/{}", number); }

  /// Version 1 of every document, whatever was there before.
  void begin_anew() {
    query("DELETE FROM Tags");
    query("DELETE FROM Items");
    open({{"Tags", "ItemId", false}, {"Items", "Id", false}});
    std::vector<TestDocument> documents;
    for (int i = 0; i < kDocuments; ++i) {
      documents.push_back(document(i, 1, {R"({"Name":"a","Version":1,"Parent":"parents/1"})"}));
    }
    load(documents);
    errors_.recorded.clear();
  }

  std::vector<TestDocument> second_versions(const std::set<int>& bad) const {
    std::vector<TestDocument> documents;
    for (int i = 0; i < kDocuments; ++i) {
      documents.push_back(
          bad.contains(i) ? document(i, 2, std::get<1>(GetParam()).items)
                          : document(i, 2, {R"({"Name":"b","Version":2,"Parent":"parents/1"})"}));
    }
    return documents;
  }
};

TEST_P(PoisonMatrix, AllOthersArriveAndPreviousRowsStay) {
  for (const auto& places : kPlaces) {
    SCOPED_TRACE(places.name);
    begin_anew();
    const auto before = position_.etag.value;

    const auto outcome = load(second_versions(places.bad));

    SqlRows expected;
    std::set<std::string> bad;
    for (int i = 0; i < kDocuments; ++i) {
      const bool is_bad = places.bad.contains(i);
      expected.push_back({id(i), is_bad ? "1" : "2", is_bad ? "a" : "b"});
      if (is_bad) bad.insert(id(i));
    }
    EXPECT_EQ(query("SELECT i.Id, i.Version, Name FROM Items i JOIN Tags t ON t.ItemId = i.Id"
                    " AND t.Version = i.Version ORDER BY i.Id"),
              expected);
    EXPECT_EQ(query("SELECT count(*) FROM Tags"), (SqlRows{{std::to_string(kDocuments)}}));
    std::multiset<std::string> recorded;
    for (const auto& error : errors_.recorded) recorded.insert(error.document_id);
    EXPECT_EQ(recorded, std::multiset<std::string>(bad.begin(), bad.end()));
    const auto& rejected = outcome.rejected_documents;
    EXPECT_EQ(std::set<std::string>(rejected.begin(), rejected.end()), bad);
    EXPECT_EQ(position_.etag.value, before + kDocuments);
  }
}

INSTANTIATE_TEST_SUITE_P(Products, PoisonMatrix,
                         ::testing::Combine(::testing::ValuesIn(product_names()),
                                            ::testing::ValuesIn(kPoisons)),
                         [](const auto& parameters) {
                           return std::get<0>(parameters.param) + "_" +
                                  std::get<1>(parameters.param).name;
                         });

}  // namespace
}  // namespace penstock::testing
