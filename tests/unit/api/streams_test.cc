#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;

class StreamsTest : public ApiTest {
 protected:
  StreamsTest() {
    for (int n = 1; n <= 5; ++n) {
      put(fmt::format("orders/{}", n),
          fmt::format(R"({{"n":{},"@metadata":{{"@collection":"Orders"}}}})", n));
    }
    put("employees/1", R"({"@metadata":{"@collection":"Employees"}})");
  }

  /// The whole body, piece by piece.
  static std::string read(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    std::string body;
    while (const auto piece = must(response.source->next())) body += *piece;
    return body;
  }

  std::string documents(const std::string& options) {
    return read(send("GET", "/databases/shop/streams/docs?" + options));
  }
  http::Response query(const std::string& text, const std::string& options = "format=jsonl") {
    return send("POST", "/databases/shop/streams/queries?" + options,
                fmt::format(R"({{"Query":"{}","QueryParameters":{{}}}})", text));
  }

  /// "orders/1 orders/2": the ids in lines of documents, or of {"Item": document}.
  static std::string ids(const std::string& lines) {
    std::string found;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) {
      const auto value = must(parse_json(line)).as_object();
      if (value.contains("Stats")) continue;
      const auto& document = value.contains("Item") ? value.at("Item") : value;
      found += found.empty() ? "" : " ";
      found += document.at("@metadata").at("@id").as_string().c_str();
    }
    return found;
  }
};

TEST_F(StreamsTest, DocumentsAreBareLines) {
  EXPECT_EQ(ids(documents("format=jsonl&startsWith=orders/&")),
            "orders/1 orders/2 orders/3 orders/4 orders/5");
  EXPECT_EQ(ids(documents("format=jsonl")),
            "orders/1 orders/2 orders/3 orders/4 orders/5 employees/1");
  EXPECT_EQ(documents("format=jsonl&startsWith=nothing/"), "");
}

TEST_F(StreamsTest, DocumentsAreFilteredAndPaged) {
  EXPECT_EQ(ids(documents("format=jsonl&startsWith=ORDERS/&matches=2|3|4&exclude=3")),
            "orders/2 orders/4");
  EXPECT_EQ(ids(documents("format=jsonl&startsWith=orders/&start=1&pageSize=2")),
            "orders/2 orders/3");
  EXPECT_EQ(ids(documents("format=jsonl&startsWith=orders/&startAfter=orders/4")), "orders/5");
  EXPECT_EQ(ids(documents("format=jsonl&etag=6")), "employees/1");
  EXPECT_EQ(ids(documents("format=jsonl&pageSize=0")), "");
}

TEST_F(StreamsTest, DocumentsAreAnObjectUnlessLinesAreAskedFor) {
  const auto body = must(parse_json(documents("startsWith=orders/"))).as_object();
  EXPECT_EQ(body.at("Results").as_array().size(), 5u);
  EXPECT_EQ(documents("startsWith=nothing/"), R"({"Results":[]})");
}

TEST_F(StreamsTest, AQueryBeginsWithItsStatistics) {
  const auto lines = read(query("from Orders where n > 1 order by n as long desc limit 2"));
  const auto statistics =
      must(parse_json(lines.substr(0, lines.find('\n')))).as_object().at("Stats").as_object();
  EXPECT_EQ(statistics.at("TotalResults").as_int64(), 4);
  EXPECT_EQ(statistics.at("IndexName").as_string(), "collection/Orders");
  EXPECT_FALSE(statistics.at("IsStale").as_bool());
  EXPECT_EQ(ids(lines), "orders/5 orders/4");
  EXPECT_THAT(read(query("from Nothing")), HasSubstr(R"("TotalResults":0)"));
}

TEST_F(StreamsTest, AQuerySelects) {
  EXPECT_THAT(read(query("from Orders where n = 2 select n")),
              HasSubstr(R"({"Item":{"n":2,"@metadata":{"@projection":true,)"));
}

TEST_F(StreamsTest, AQueryIsAnObjectUnlessLinesAreAskedFor) {
  const auto body = must(parse_json(read(query("from Orders", "")))).as_object();
  EXPECT_EQ(body.at("TotalResults").as_int64(), 5);
  EXPECT_EQ(body.at("Results").as_array().size(), 5u);
  EXPECT_EQ(body.begin()->key(), "ResultEtag");
}

TEST_F(StreamsTest, ReadsOneMomentInPieces) {
  for (int n = 0; n < 3000; ++n) put(fmt::format("many/{}", n), R"({"t":"0123456789"})");
  const auto response = send("GET", "/databases/shop/streams/docs?format=jsonl&startsWith=many/");
  const auto first = must(response.source->next());
  ASSERT_TRUE(first.has_value());
  EXPECT_LT(first->size(), 2 * http::kBodyPieceBytes);
  send("DELETE", "/databases/shop/docs?id=many/999");
  const auto rest = *first + read(response);
  EXPECT_EQ(std::count(rest.begin(), rest.end(), '\n'), 3000);
}

TEST_F(StreamsTest, RefusesWhatIsNoQuery) {
  EXPECT_THAT(query("from Orders where").body, HasSubstr("InvalidQueryException"));
  EXPECT_THAT(query("from Orders include n").body, HasSubstr("InvalidQueryException"));
  EXPECT_THAT(query("from Orders update { }").body, HasSubstr("InvalidQueryException"));
  EXPECT_EQ(send("POST", "/databases/shop/streams/queries", "[]").status, 400);
  EXPECT_EQ(send("GET", "/databases/shop/streams/docs?start=x").status, 400);
}

}  // namespace
}  // namespace penstock::api
