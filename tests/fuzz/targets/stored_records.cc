// The values that are stored, one decoder after the other: the first byte says which.
#include <array>

#include "documents/attachment_records.h"
#include "documents/change_stream.h"
#include "documents/compare_exchange_records.h"
#include "documents/counter_records.h"
#include "documents/derived_metadata.h"
#include "documents/feature_configuration.h"
#include "documents/records.h"
#include "documents/revision_keys.h"
#include "documents/stored_table.h"
#include "documents/time_series_codec.h"
#include "documents/time_series_records.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

using namespace documents;  // NOLINT: of which nearly all is needed here.

using Fuzz = void (*)(std::string_view bytes);

/// What decodes is written as bytes that decode to the same.
template <auto kDecode>
void fuzz_record(std::string_view bytes) {
  const auto record = kDecode(bytes);
  check_refusal_of(record);
  if (!record) return;
  const auto written = encode(*record);
  const auto again = kDecode(written);
  CHECK(again.has_value());
  CHECK(encode(*again) == written);
}

void fuzz_number(std::string_view bytes) {
  const auto number = decode_number(bytes);
  check_refusal_of(number);
  if (number) CHECK(encode_number(*number) == bytes);
}

void fuzz_segment(std::string_view bytes) {
  const auto entries = decode_segment(bytes);
  check_refusal_of(entries);
  if (!entries) return;
  CHECK(count_segment(bytes) == entries->size());
  std::vector<TimeSeriesEntry> again;
  for (const auto& segment : encode_segments(*entries)) {
    const auto decoded = decode_segment(segment);
    CHECK(decoded.has_value());
    again.insert(again.end(), decoded->begin(), decoded->end());
  }
  CHECK(again == *entries);
}

void fuzz_changes(std::string_view bytes) {
  for (const auto& layout : all_layouts()) check_refusal_of(layout.decode(Etag{1}, bytes));
}

void fuzz_key(std::string_view bytes) {
  if (bytes.empty()) return;
  CHECK(is_utf8(describe_key(bytes)));
  find_stored_table(table_of_key(bytes));
  etag_of_key(bytes);
}

void fuzz_derived(std::string_view bytes) {
  check_refusal_of(parse_attachments(bytes));
  check_refusal_of(decode_feature(std::string(bytes)));
}

constexpr std::array<Fuzz, 16> kKinds{
    fuzz_record<decode_document>,
    fuzz_record<decode_tombstones>,
    fuzz_record<decode_collection>,
    fuzz_number,
    fuzz_record<decode_content>,
    fuzz_record<decode_loose_chunks>,
    fuzz_record<decode_attachment>,
    fuzz_record<decode_attachment_tombstone>,
    fuzz_record<decode_compare_exchange>,
    fuzz_record<decode_compare_exchange_tombstone>,
    fuzz_record<decode_compare_exchange_counts>,
    fuzz_record<decode_counter>,
    fuzz_record<decode_revision_head>,
    fuzz_record<decode_time_series>,
    fuzz_record<decode_segment_record>,
    fuzz_record<decode_deleted_range>,
};

}  // namespace

void fuzz_stored_records(std::string_view input) {
  if (input.empty()) return;
  const auto bytes = input.substr(1);
  kKinds[static_cast<unsigned char>(input.front()) % kKinds.size()](bytes);
  fuzz_segment(bytes);
  fuzz_changes(bytes);
  fuzz_key(bytes);
  fuzz_derived(bytes);
}

}  // namespace penstock::fuzzing
