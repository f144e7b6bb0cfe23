#include "documents/database_record.h"

#include <optional>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/json.h"
#include "documents/keys.h"

namespace penstock::documents {

// The item "database-record":
//   value := 0x01 index:u64 json        (u64 is big-endian; json is the rest)
// Golden bytes: tests/unit/golden/database_record_v1.hex.

namespace {

constexpr std::string_view kItemKey = "database-record";
constexpr std::uint8_t kVersion = 1;

std::string encode(const DatabaseRecord& record) {
  std::string bytes(1, static_cast<char>(kVersion));
  append_u64(bytes, record.index);
  bytes.append(record.json);
  return bytes;
}

Result<DatabaseRecord> decode(const std::optional<std::string>& stored) {
  if (!stored) return DatabaseRecord{};
  ByteReader reader(*stored);
  const auto version = reader.u8();
  const auto index = reader.u64();
  const auto json = reader.rest();
  if (!reader.ok() || version != kVersion) {
    return corruption("the database record does not decode");
  }
  return DatabaseRecord{.index = index, .json = std::string(json)};
}

}  // namespace

Result<DatabaseRecord> read_record(const DatabaseSnapshot& snapshot) {
  return decode(TRY(snapshot.get_item(kItemKey)));
}

Result<DatabaseRecord> read_record(WriteContext& context) {
  return decode(TRY(context.get_item(kItemKey)));
}

Result<boost::json::object> parse_record(const DatabaseRecord& record) {
  auto value = parse_json(record.json);
  if (!value || !value->is_object()) return corruption("the database record is not a JSON object");
  return std::move(value->as_object());
}

kv::Range record_range() {
  const auto key = table_key(Table::kItems, kItemKey);
  return {.begin = key, .end = kv::key_after(key)};
}

Result<std::uint64_t> write_record(WriteContext& context, const std::string& json) {
  const auto before = TRY(read_record(context));
  const DatabaseRecord record{.index = before.index + 1, .json = json};
  context.put_item(kItemKey, encode(record));
  return record.index;
}

}  // namespace penstock::documents
