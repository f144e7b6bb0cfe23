#include "etl/rebuild_mark.h"

#include "base/bytes.h"

// Item of the database:
//   key   := "etl/rebuild/" task:text script:text   (folded)
//   value := version:u8 = 1, generation:u64, is-swept:u8, from:u64, up-to:u64
// text := length:u32 bytes; numbers are big-endian. Golden bytes: rebuild_mark_test.cc.
namespace penstock::etl {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kTable = "etl/rebuild/";

}  // namespace

RebuildMark::RebuildMark(documents::Database& database, const ProcessKey& process,
                         Generation generation)
    : item_(database, kTable, process), generation_(generation) {}

Result<std::optional<RebuildMark::Rebuild>> RebuildMark::read() const {
  const auto value = TRY(item_.read());
  if (!value) return std::nullopt;
  ByteReader reader(*value);
  const auto version = reader.u8();
  const auto generation = reader.u64();
  Rebuild rebuild;
  rebuild.is_swept = reader.u8() != 0;
  rebuild.from.value = reader.u64();
  rebuild.up_to.value = reader.u64();
  if (!reader.ok() || version != kVersion) {
    return corruption("the mark of a rebuilt ETL destination does not decode");
  }
  if (generation != generation_.value) return std::nullopt;
  return rebuild;
}

Result<void> RebuildMark::set(const Rebuild& rebuild) {
  std::string value(1, static_cast<char>(kVersion));
  append_u64(value, generation_.value);
  value.push_back(rebuild.is_swept ? '\1' : '\0');
  append_u64(value, rebuild.from.value);
  append_u64(value, rebuild.up_to.value);
  return item_.set(value);
}

}  // namespace penstock::etl
