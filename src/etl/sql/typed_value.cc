#include "etl/sql/typed_value.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/trimmed.h"

namespace penstock::etl::sql {
namespace {

enum class Family : std::uint8_t {
  kAny,
  kText,
  kNumber,
  kBoolean,
  kMoment,
  kGuid,
  kArray,
  kBinary
};

struct TypeName {
  std::string_view name;
  Family family;
};

// DbType, and what NpgsqlDbType, MySqlDbType, SqlDbType and OracleDbType have besides.
constexpr std::array kTypes{
    TypeName{"AnsiString", Family::kText},
    TypeName{"AnsiStringFixedLength", Family::kText},
    TypeName{"String", Family::kText},
    TypeName{"StringFixedLength", Family::kText},
    TypeName{"Text", Family::kText},
    TypeName{"Char", Family::kText},
    TypeName{"Varchar", Family::kText},
    TypeName{"Varchar2", Family::kText},
    TypeName{"NChar", Family::kText},
    TypeName{"NVarchar", Family::kText},
    TypeName{"NVarchar2", Family::kText},
    TypeName{"NText", Family::kText},
    TypeName{"TinyText", Family::kText},
    TypeName{"MediumText", Family::kText},
    TypeName{"LongText", Family::kText},
    TypeName{"VarString", Family::kText},
    TypeName{"Citext", Family::kText},
    TypeName{"Name", Family::kText},
    TypeName{"Clob", Family::kText},
    TypeName{"NClob", Family::kText},
    TypeName{"Enum", Family::kText},
    TypeName{"Set", Family::kText},
    TypeName{"Byte", Family::kNumber},
    TypeName{"SByte", Family::kNumber},
    TypeName{"UByte", Family::kNumber},
    TypeName{"Int16", Family::kNumber},
    TypeName{"Int24", Family::kNumber},
    TypeName{"Int32", Family::kNumber},
    TypeName{"Int64", Family::kNumber},
    TypeName{"UInt16", Family::kNumber},
    TypeName{"UInt24", Family::kNumber},
    TypeName{"UInt32", Family::kNumber},
    TypeName{"UInt64", Family::kNumber},
    TypeName{"TinyInt", Family::kNumber},
    TypeName{"SmallInt", Family::kNumber},
    TypeName{"Int", Family::kNumber},
    TypeName{"Integer", Family::kNumber},
    TypeName{"BigInt", Family::kNumber},
    TypeName{"Single", Family::kNumber},
    TypeName{"Real", Family::kNumber},
    TypeName{"Float", Family::kNumber},
    TypeName{"Double", Family::kNumber},
    TypeName{"BinaryFloat", Family::kNumber},
    TypeName{"BinaryDouble", Family::kNumber},
    TypeName{"Decimal", Family::kNumber},
    TypeName{"NewDecimal", Family::kNumber},
    TypeName{"Numeric", Family::kNumber},
    TypeName{"VarNumeric", Family::kNumber},
    TypeName{"Currency", Family::kNumber},
    TypeName{"Money", Family::kNumber},
    TypeName{"SmallMoney", Family::kNumber},
    TypeName{"Year", Family::kNumber},
    TypeName{"Boolean", Family::kBoolean},
    TypeName{"Bool", Family::kBoolean},
    TypeName{"Bit", Family::kBoolean},
    TypeName{"Date", Family::kMoment},
    TypeName{"Time", Family::kMoment},
    TypeName{"TimeTz", Family::kMoment},
    TypeName{"DateTime", Family::kMoment},
    TypeName{"DateTime2", Family::kMoment},
    TypeName{"SmallDateTime", Family::kMoment},
    TypeName{"DateTimeOffset", Family::kMoment},
    TypeName{"Timestamp", Family::kMoment},
    TypeName{"TimestampTz", Family::kMoment},
    TypeName{"TimestampLTZ", Family::kMoment},
    TypeName{"Interval", Family::kMoment},
    TypeName{"Guid", Family::kGuid},
    TypeName{"Uuid", Family::kGuid},
    TypeName{"UniqueIdentifier", Family::kGuid},
    TypeName{"Array", Family::kArray},
    TypeName{"Binary", Family::kBinary},
    TypeName{"VarBinary", Family::kBinary},
    TypeName{"TinyBlob", Family::kBinary},
    TypeName{"MediumBlob", Family::kBinary},
    TypeName{"LongBlob", Family::kBinary},
    TypeName{"Blob", Family::kBinary},
    TypeName{"Bytea", Family::kBinary},
    TypeName{"Image", Family::kBinary},
    TypeName{"Raw", Family::kBinary},
    TypeName{"Object", Family::kAny},
    TypeName{"Variant", Family::kAny},
    TypeName{"Unknown", Family::kAny},
    TypeName{"Json", Family::kAny},
    TypeName{"Jsonb", Family::kAny},
    TypeName{"Xml", Family::kAny},
    TypeName{"XmlType", Family::kAny},
    TypeName{"Hstore", Family::kAny},
    TypeName{"Inet", Family::kAny},
    TypeName{"Cidr", Family::kAny},
    TypeName{"Point", Family::kAny},
    TypeName{"Geometry", Family::kAny},
    TypeName{"Range", Family::kAny},
};

const TypeName* find_type(std::string_view name) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [name](const TypeName& type) {
    return equal_ignoring_case(type.name, name);
  });
  return found == kTypes.end() ? nullptr : &*found;
}

/// 32 hexadecimal digits, as they are or in the groups that people write.
bool is_guid(std::string_view text) {
  constexpr std::size_t kDigits = 32;
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  std::size_t digits = 0;
  for (const char c : text) {
    const bool is_digit =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!is_digit && c != '-') return false;
    digits += is_digit ? 1 : 0;
  }
  return digits == kDigits;
}

bool fits(Family family, const Member& value) {
  using Kind = Member::Kind;
  const bool is_array = value.kind == Kind::kNested && value.json.starts_with('[');
  switch (family) {
    case Family::kNumber: return value.kind == Kind::kNumber || value.kind == Kind::kString;
    case Family::kMoment: return value.kind == Kind::kString;
    case Family::kGuid: return value.kind == Kind::kString && is_guid(value.text);
    case Family::kArray: return is_array;
    case Family::kText:
    case Family::kBoolean: return value.kind != Kind::kNested;
    case Family::kAny:
    case Family::kBinary: return true;
  }
  return true;
}

}  // namespace

std::optional<TypedValue> TypedValue::of(const std::vector<Member>& members) {
  TypedValue typed;
  bool has_value = false;
  for (const auto& member : members) {
    if (member.name == "Type" && member.kind == Member::Kind::kString) {
      typed.type = member.text;
    } else if (member.name == "Value") {
      typed.value = member;
      has_value = true;
    } else if (member.name != "Size") {
      return std::nullopt;
    }
  }
  if (typed.type.empty() || !has_value) return std::nullopt;
  return typed;
}

// Of "Array | Double" the array decides: its elements are as the column has them.
Objection TypedValue::objection() const {
  auto family = Family::kAny;
  for (std::size_t begin = 0; begin <= type.size();) {
    const auto end = std::min(type.find('|', begin), type.size());
    const auto name = trimmed(type.substr(begin, end - begin));
    const auto* found = find_type(name);
    if (found == nullptr) return fmt::format("there is no type '{}'", name);
    if (family != Family::kArray) family = found->family;
    begin = end + 1;
  }
  if (value.kind == Member::Kind::kNull || fits(family, value)) return std::nullopt;
  return fmt::format("the value is no '{}'", type);
}

}  // namespace penstock::etl::sql
