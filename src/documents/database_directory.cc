#include "documents/database_directory.h"

#include "base/text.h"
#include "documents/record_bytes.h"

namespace penstock::documents {

// The key space "system":
//
//   databases := 0x01 folded-name -> 0x01 name:text id:text folder:text created:u64
//   condemned := 0x02 folder      -> 0x01
//
//   text := length:u32 bytes; u32, u64 are big-endian; created is in microseconds since 1970
//
// Golden bytes: tests/unit/golden/database_entry_v1.hex.

namespace {

constexpr char kDatabases = 0x01;
constexpr char kCondemned = 0x02;
constexpr std::uint8_t kVersion = 1;

std::string key(char table, std::string_view name) { return table + std::string(name); }

std::string entry_key(const DatabaseEntry& entry) { return key(kDatabases, fold_case(entry.name)); }

std::string condemned_mark() { return {static_cast<char>(kVersion)}; }

std::string encode(const DatabaseEntry& entry) {
  auto bytes =
      begin_record(kVersion, 32 + entry.name.size() + entry.id.size() + entry.folder.size());
  append_text(bytes, entry.name);
  append_text(bytes, entry.id);
  append_text(bytes, entry.folder);
  append_time(bytes, entry.created);
  return bytes;
}

Result<DatabaseEntry> decode(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto version = reader.u8();
  DatabaseEntry entry;
  entry.name = reader.text();
  entry.id = reader.text();
  entry.folder = reader.text();
  entry.created = read_time(reader);
  if (version != kVersion || !reader.ok() || !reader.at_end()) {
    return undecodable("entry of a database in the system key space");
  }
  return entry;
}

}  // namespace

Result<DatabaseDirectory> DatabaseDirectory::open(kv::EngineProvider& provider) {
  return DatabaseDirectory(TRY(provider.open(kKeySpace, /*create=*/true)));
}

Result<std::vector<DatabaseEntry>> DatabaseDirectory::entries() const {
  const auto snapshot = TRY(engine_->snapshot());
  std::vector<DatabaseEntry> entries;
  Result<void> decoded;
  TRY(snapshot->visit(kv::prefix_range(key(kDatabases, {})),
                      [&](std::string_view, std::string_view value) {
                        auto entry = decode(value);
                        if (entry)
                          entries.push_back(*std::move(entry));
                        else
                          decoded = std::move(entry).error();
                        return decoded.has_value();
                      }));
  TRY(decoded);
  return entries;
}

Result<std::vector<std::string>> DatabaseDirectory::condemned() const {
  const auto snapshot = TRY(engine_->snapshot());
  std::vector<std::string> folders;
  TRY(snapshot->visit(kv::prefix_range(key(kCondemned, {})),
                      [&](std::string_view found, std::string_view) {
                        folders.emplace_back(found.substr(1));
                        return true;
                      }));
  return folders;
}

Result<void> DatabaseDirectory::condemn(const std::string& folder) {
  kv::WriteBatch batch;
  batch.put(key(kCondemned, folder), condemned_mark());
  return engine_->commit(batch, std::nullopt);
}

Result<void> DatabaseDirectory::add(const DatabaseEntry& entry) {
  kv::WriteBatch batch;
  batch.erase(key(kCondemned, entry.folder));
  batch.put(entry_key(entry), encode(entry));
  return engine_->commit(batch, std::nullopt);
}

Result<void> DatabaseDirectory::remove(const DatabaseEntry& entry) {
  kv::WriteBatch batch;
  batch.erase(entry_key(entry));
  batch.put(key(kCondemned, entry.folder), condemned_mark());
  return engine_->commit(batch, std::nullopt);
}

Result<void> DatabaseDirectory::forget(const std::string& folder) {
  kv::WriteBatch batch;
  batch.erase(key(kCondemned, folder));
  return engine_->commit(batch, std::nullopt);
}

}  // namespace penstock::documents
