// An object that a script loaded, on its way into rows: each member to columns of every type.
#include <array>

#include "base/json.h"
#include "etl/sql/array_text.h"
#include "etl/sql/canonical_text.h"
#include "etl/sql/driver/copy_text.h"
#include "etl/sql/driver/mariadb_text.h"
#include "etl/sql/driver/odbc_text.h"
#include "etl/sql/loaded_object.h"
#include "etl/sql/typed_value.h"
#include "etl/sql/value.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

namespace sql = etl::sql;
using sql::ColumnKind;

constexpr std::array kKinds{ColumnKind::kAny,    ColumnKind::kText,    ColumnKind::kInteger,
                            ColumnKind::kNumber, ColumnKind::kBoolean, ColumnKind::kTemporal,
                            ColumnKind::kArray,  ColumnKind::kJson,    ColumnKind::kBinary,
                            ColumnKind::kOther};

/// A value that fits is one column of a row that can be told from the next.
void check_row_part(const std::string& row) {
  CHECK(!row.empty() && row.back() == '\t');
  CHECK(row.find('\n') == std::string::npos);
  CHECK(row.find('\t') == row.size() - 1);
}

void fuzz_member(const sql::Member& member) {
  for (const auto kind : kKinds) {
    const sql::Column column{
        .name = "x",
        .type = {.kind = kind, .integer_bits = 32, .characters_max = 20, .takes_boolean = true}};
    std::string row;
    const auto objection = sql::append_value(member, column, sql::CopyTextFormat(), row);
    if (objection) {
      CHECK(objection->size() <= kMessageBytesMax);
    } else {
      check_row_part(row);
    }
  }
  if (member.kind == sql::Member::Kind::kNumber) {
    const auto number = sql::canonical_number(member.json);
    CHECK(sql::canonical_number(number) == number);
  }
  // What a worker calls JSON is looked into only where it matters.
  if (member.kind != sql::Member::Kind::kNested || !parse_json(member.json)) return;
  const auto json = sql::canonical_json(member.json);
  CHECK(sql::canonical_json(json) == json);
  if (member.json.starts_with('[')) CHECK(sql::array_text(member.json).starts_with('{'));
  sql::ObjectReader reader;
  if (const auto nested = reader.read(member.json)) {
    if (const auto typed = sql::TypedValue::of(**nested)) {
      const auto objection = typed->objection();
      CHECK(!objection || objection->size() <= kMessageBytesMax);
    }
  }
}

void fuzz_texts(std::string_view input) {
  const auto utf16 = sql::to_utf16(input);
  if (is_utf8(input)) CHECK(sql::to_utf8(utf16) == input);
  CHECK(is_utf8(sql::to_utf8(utf16)));
  sql::mariadb_moment(input);
  const auto literal = sql::mariadb_literal(input);
  CHECK(literal.size() >= 2 && literal.front() == '\'' && literal.back() == '\'');
}

}  // namespace

void fuzz_row_values(std::string_view input) {
  fuzz_texts(input);
  sql::ObjectReader reader;
  const auto members = reader.read(input);
  check_refusal_of(members);
  if (!members) return;
  for (const auto& member : **members) fuzz_member(member);
}

}  // namespace penstock::fuzzing
