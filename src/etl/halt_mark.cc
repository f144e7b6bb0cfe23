#include "etl/halt_mark.h"

#include "base/bytes.h"

// Item of the database:
//   key   := "etl/halted/" task:text script:text   (folded)
//   value := task-id:u64 generation:u64 reason:text
namespace penstock::etl {
namespace {

constexpr std::string_view kTable = "etl/halted/";

}  // namespace

HaltMark::HaltMark(documents::Database& database, const ProcessKey& process, std::uint64_t task_id,
                   Generation generation)
    : item_(database, kTable, process), task_id_(task_id), generation_(generation) {}

Result<std::optional<std::string>> HaltMark::read() const {
  const auto value = TRY(item_.read());
  if (!value) return std::nullopt;
  ByteReader reader(*value);
  const auto task_id = reader.u64();
  const auto generation = reader.u64();
  const auto reason = reader.text();
  if (!reader.ok()) return corruption("the mark of a halted ETL process does not decode");
  if (task_id != task_id_ || generation != generation_.value) return std::nullopt;
  return std::string(reason);
}

Result<void> HaltMark::set(const std::string& reason) {
  std::string value;
  append_u64(value, task_id_);
  append_u64(value, generation_.value);
  append_text(value, reason);
  return item_.set(value);
}

}  // namespace penstock::etl
