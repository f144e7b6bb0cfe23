// RQL. The first line has the parameters, as JSON; the query follows. One that is understood is
// also run, over a few documents.
#include <boost/json/object.hpp>

#include "base/json.h"
#include "fuzz/checks.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/inputs.h"
#include "fuzz/targets.h"
#include "query/parser.h"
#include "query/query_cursor.h"

namespace penstock::fuzzing {
namespace {

const FuzzedDatabase& things() {
  static FuzzedDatabase* const kThings = [] {
    auto* database = new FuzzedDatabase;  // NOLINT: lives as long as the program.
    database->put("things/1", R"({"Name":"Ann","Total":12.50,"Tags":["a","b"],"Made":"2024-01-01",
        "Address":{"City":"Ulm","Zip":null},"@metadata":{"@collection":"Things"}})");
    database->put("things/2", R"({"Name":"älter","Total":"12","Tags":[],"Lines":[{"P":1},{"P":"x"}],
        "@metadata":{"@collection":"Things"}})");
    database->put("others/1", R"({"Total":123456789012345678901234567890,"odd name":true})");
    return database;
  }();
  return *kThings;
}

boost::json::object parameters_of(std::string_view line) {
  const auto parsed = parse_json(line);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  return object != nullptr ? *object : boost::json::object();
}

void run(const query::Query& query) {
  const auto snapshot = things().snapshot();
  query::QueryCursor cursor(snapshot, query);
  query::QueryCursor counting(snapshot, query);
  std::uint64_t found = 0;
  while (true) {
    const auto document = cursor.next();
    CHECK(document.has_value());
    if (!*document) break;
    ++found;
  }
  const auto matched = counting.count_all();
  CHECK(matched.has_value());
  CHECK(found <= *matched);
}

}  // namespace

void fuzz_query(std::string_view input) {
  const auto [line, text] = split_line(input);
  const auto query = query::parse_query(text, parameters_of(line));
  check_refusal_of(query);
  if (query) run(*query);
}

}  // namespace penstock::fuzzing
