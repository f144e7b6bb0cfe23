#include "etl/dismissed_alerts.h"

#include "base/bytes.h"
#include "base/text.h"
#include "documents/record_bytes.h"

// Item of the database:
//   key   := "etl/dismissed/" alert-id   (folded)
//   value := version:u8 = 1, created-up-to:u64, until:u64   (microseconds since 1970, big-endian)
// Golden bytes: dismissed_alerts_test.cc.
namespace penstock::etl {
namespace {

constexpr std::uint8_t kVersion = 1;

std::string key_of(const std::string& alert_id) { return "etl/dismissed/" + fold_case(alert_id); }

}  // namespace

Result<void> DismissedAlerts::dismiss(const std::string& alert_id, const Dismissal& dismissal) {
  auto value = documents::begin_record(kVersion, 17);
  documents::append_time(value, dismissal.created_up_to);
  documents::append_time(value, dismissal.until);
  return database_.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    context.put_item(key_of(alert_id), value);
    return {};
  });
}

Result<bool> DismissedAlerts::hides(const std::string& alert_id, WallTime created_at,
                                    WallTime now) const {
  const auto value = TRY(TRY(database_.snapshot()).get_item(key_of(alert_id)));
  if (!value) return false;
  ByteReader reader(*value);
  const auto version = reader.u8();
  const auto created_up_to = documents::read_time(reader);
  const auto until = documents::read_time(reader);
  if (!reader.ok() || version != kVersion) return documents::undecodable("dismissal of an alert");
  return created_at <= created_up_to && now < until;
}

}  // namespace penstock::etl
