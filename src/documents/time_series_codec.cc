#include "documents/time_series_codec.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/bytes.h"
#include "documents/record_bytes.h"

namespace penstock::documents {

// A segment, with the parts that records.cc explains:
//
//   segment   := unit:u8 entries:u32 first:u64 tags:u32 text*tags bits
//   unit      := 0 (times count microseconds) | 1 (milliseconds) | 2 (seconds)
//   first     := time of the first entry since 1970-01-01T00:00:00Z, two's complement
//   bits      := entry*entries, filled up with zeros to whole bytes
//   entry     := step width tag value*width          (the first has no step)
//   step      := 0                                    the step before again (of the first: 0)
//              | 10 change:7 | 110 change:12 | 1110 change:20 | 1111 change:64
//   change    := what the step is longer than the one before, two's complement
//   width     := 0                                    as many values as before (at first: 1)
//              | 1 count-1:5
//   tag       := 0                                    the tag before again (at first: none)
//              | 1 position:10                        0: none; else of `tags`, from 1
//   value     := 0                                    the value before in this column (at first: 0)
//              | 10 change                            within the bits of the change before
//              | 11 leading:5 length-1:6 change:length
//   change    := value before XOR value, as 64 bits, from behind its `leading` zero bits
//
// The columns are the places in an entry; one keeps its last value while entries are too short to
// have it. Golden bytes: tests/unit/golden/time_series_codec_v1.hex.

namespace {

constexpr unsigned kWidthBits = 5;
constexpr unsigned kTagBits = 10;
constexpr unsigned kLeadingBits = 5;
constexpr unsigned kLengthBits = 6;
constexpr unsigned kLeadingMax = (1U << kLeadingBits) - 1;
constexpr std::size_t kHeaderBytes = 1 + 4 + 8 + 4;
static_assert(kSegmentEntriesMax < (1U << kTagBits));
static_assert(kTimeSeriesValuesMax <= (1U << kWidthBits));

constexpr std::array<std::int64_t, 3> kUnits = {1, 1'000, 1'000'000};

/// How a change of the step is written: the first form that it fits in.
struct StepForm {
  std::uint64_t prefix;
  unsigned prefix_width;
  unsigned width;
};
constexpr std::array<StepForm, 4> kStepForms = {
    {{0b10, 2, 7}, {0b110, 3, 12}, {0b1110, 4, 20}, {0b1111, 4, 64}}};

std::int64_t count_of(WallTime time) { return time.time_since_epoch().count(); }

std::uint8_t unit_of(std::span<const TimeSeriesEntry> entries) {
  std::size_t unit = kUnits.size() - 1;
  for (const auto& entry : entries) {
    while (count_of(entry.time) % kUnits[unit] != 0) --unit;
  }
  return static_cast<std::uint8_t>(unit);
}

bool fits(std::int64_t value, unsigned width) {
  if (width == 64) return true;
  const auto limit = std::int64_t{1} << (width - 1);
  return -limit <= value && value < limit;
}

std::int64_t sign_extend(std::uint64_t bits, unsigned width) {
  const unsigned unused = 64 - width;
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

/// The most bits that an entry takes.
constexpr std::size_t bits_max(std::size_t values) {
  return 4 + 64 + 1 + kWidthBits + 1 + kTagBits +
         values * (2 + kLeadingBits + kLengthBits + std::size_t{64});
}

}  // namespace

SegmentEncoder::SegmentEncoder(std::span<const TimeSeriesEntry> entries)
    : unit_(unit_of(entries)) {}

bool SegmentEncoder::add(const TimeSeriesEntry& entry) {
  if (!has_room_for(entry)) return false;
  add_time(count_of(entry.time) / kUnits[unit_]);
  const bool same_width = entry.values.size() == width_;
  width_ = entry.values.size();
  bits_.write(same_width ? 0 : 1, 1);
  if (!same_width) bits_.write(width_ - 1, kWidthBits);
  add_tag(entry.tag);
  for (std::size_t i = 0; i < width_; ++i) add_value(entry.values[i], columns_[i]);
  ++entries_;
  return true;
}

bool SegmentEncoder::has_room_for(const TimeSeriesEntry& entry) const {
  if (entries_ == 0) return true;
  const auto bits = bits_.size() + bits_max(entry.values.size());
  const auto bytes = kHeaderBytes + tag_bytes_ + 4 + entry.tag.size() + bits / 8 + 1;
  return entries_ < kSegmentEntriesMax && bytes <= kSegmentBytesMax;
}

void SegmentEncoder::add_time(std::int64_t time) {
  if (entries_ == 0) {
    first_time_ = time_ = time;
    return;
  }
  const auto step = time - time_;
  const auto change = step - step_;
  time_ = time;
  step_ = step;
  if (change == 0) return bits_.write(0, 1);
  const auto* const form = std::ranges::find_if(
      kStepForms, [&](const StepForm& candidate) { return fits(change, candidate.width); });
  bits_.write(form->prefix, form->prefix_width);
  bits_.write(static_cast<std::uint64_t>(change), form->width);
}

void SegmentEncoder::add_tag(const std::string& tag) {
  std::size_t position = 0;
  if (!tag.empty()) {
    const auto found = std::ranges::find(tags_, tag);
    position = static_cast<std::size_t>(found - tags_.begin()) + 1;
    if (found == tags_.end()) {
      tags_.push_back(tag);
      tag_bytes_ += 4 + tag.size();
    }
  }
  bits_.write(position == tag_ ? 0 : 1, 1);
  if (position != tag_) bits_.write(position, kTagBits);
  tag_ = position;
}

void SegmentEncoder::add_value(double value, SegmentColumn& column) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto change = bits ^ column.bits;
  column.bits = bits;
  if (change == 0) return bits_.write(0, 1);
  const auto leading = std::min(static_cast<unsigned>(std::countl_zero(change)), kLeadingMax);
  const auto trailing = static_cast<unsigned>(std::countr_zero(change));
  const unsigned unused = 64 - column.leading - column.length;
  if (column.length > 0 && leading >= column.leading && trailing >= unused) {
    bits_.write(0b10, 2);
  } else {
    column.leading = leading;
    column.length = 64 - leading - trailing;
    bits_.write(0b11, 2);
    bits_.write(column.leading, kLeadingBits);
    bits_.write(column.length - 1, kLengthBits);
  }
  bits_.write(change >> (64 - column.leading - column.length), column.length);
}

std::string SegmentEncoder::take() const {
  std::string segment;
  segment.reserve(kHeaderBytes + tag_bytes_ + bits_.bytes().size());
  segment.push_back(static_cast<char>(unit_));
  append_u32(segment, static_cast<std::uint32_t>(entries_));
  append_u64(segment, static_cast<std::uint64_t>(first_time_ * kUnits[unit_]));
  append_u32(segment, static_cast<std::uint32_t>(tags_.size()));
  for (const auto& tag : tags_) append_text(segment, tag);
  return segment + bits_.bytes();
}

namespace {

/// Takes a segment apart, entry by entry. What does not decode is found at the end.
class SegmentDecoder {
 public:
  explicit SegmentDecoder(std::string_view segment) : header_(segment), bits_({}) {
    const auto unit = header_.u8();
    entries_ = header_.u32();
    time_ = static_cast<std::int64_t>(header_.u64());
    const auto tags = header_.u32();
    ok_ =
        unit < kUnits.size() && entries_ > 0 && entries_ <= kSegmentEntriesMax && tags <= entries_;
    if (!ok_) return;
    unit_ = kUnits[unit];
    for (std::size_t i = 0; i < tags; ++i) tags_.push_back(header_.text());
    bits_ = BitReader(header_.rest());
  }

  Result<std::vector<TimeSeriesEntry>> decode() {
    std::vector<TimeSeriesEntry> entries;
    for (std::size_t i = 0; ok_ && header_.ok() && bits_.ok() && i < entries_; ++i) {
      if (i > 0) read_time();
      entries.push_back(read_entry());
    }
    if (!ok_ || !header_.ok() || !bits_.ok() || !bits_.at_end()) return undecodable("segment");
    return entries;
  }

 private:
  // Unsigned, so that bytes of any kind cannot overflow it.
  void read_time() {
    if (bits_.flag()) {
      std::size_t form = 0;
      while (form + 1 < kStepForms.size() && bits_.flag()) ++form;
      const auto width = kStepForms[form].width;
      step_ += static_cast<std::uint64_t>(sign_extend(bits_.read(width), width));
    }
    const auto time = static_cast<std::uint64_t>(time_) + step_ * static_cast<std::uint64_t>(unit_);
    ok_ = ok_ && static_cast<std::int64_t>(time) > time_;
    time_ = static_cast<std::int64_t>(time);
  }

  TimeSeriesEntry read_entry() {
    TimeSeriesEntry entry{
        .time = WallTime{std::chrono::microseconds{time_}}, .values = {}, .tag = {}};
    if (bits_.flag()) width_ = bits_.read(kWidthBits) + 1;
    if (bits_.flag()) tag_ = bits_.read(kTagBits);
    ok_ = ok_ && tag_ <= tags_.size();
    if (ok_ && tag_ > 0) entry.tag = tags_[tag_ - 1];
    entry.values.reserve(width_);
    for (std::size_t i = 0; i < width_; ++i) entry.values.push_back(read_value(columns_[i]));
    return entry;
  }

  double read_value(SegmentColumn& column) {
    if (bits_.flag()) {
      if (bits_.flag()) {
        column.leading = static_cast<unsigned>(bits_.read(kLeadingBits));
        column.length = static_cast<unsigned>(bits_.read(kLengthBits)) + 1;
      }
      ok_ = ok_ && column.length > 0 && column.leading + column.length <= 64;
      if (ok_) column.bits ^= bits_.read(column.length) << (64 - column.leading - column.length);
    }
    return std::bit_cast<double>(column.bits);
  }

  ByteReader header_;
  BitReader bits_;
  bool ok_ = true;
  std::size_t entries_ = 0;
  std::int64_t unit_ = 1;
  std::int64_t time_ = 0;
  std::uint64_t step_ = 0;
  std::size_t width_ = 1;
  std::size_t tag_ = 0;
  std::vector<std::string_view> tags_;
  std::array<SegmentColumn, kTimeSeriesValuesMax> columns_;
};

}  // namespace

Result<std::vector<TimeSeriesEntry>> decode_segment(std::string_view segment) {
  return SegmentDecoder(segment).decode();
}

std::size_t count_segment(std::string_view segment) {
  ByteReader reader(segment);
  reader.u8();
  return reader.u32();
}

std::vector<std::string> encode_segments(std::span<const TimeSeriesEntry> entries) {
  std::vector<std::string> segments;
  while (!entries.empty()) {
    SegmentEncoder encoder(entries.first(std::min(entries.size(), kSegmentEntriesMax)));
    while (encoder.entries() < entries.size() && encoder.add(entries[encoder.entries()])) {
    }
    segments.push_back(encoder.take());
    entries = entries.subspan(encoder.entries());
  }
  return segments;
}

}  // namespace penstock::documents
