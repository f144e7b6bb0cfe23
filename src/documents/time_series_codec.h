#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/bit_stream.h"
#include "documents/time_series.h"

// The entries of a segment as compressed bytes: steps between times, and what changes between
// values (after "Gorilla: A Fast, Scalable, In-Memory Time Series Database", VLDB 2015).
// time_series_codec.cc has the grammar.
namespace penstock::documents {

/// A segment holds at most so many entries and, unless it is one alone, so many bytes. A change
/// costs the decoding and encoding of the segment that it touches, so it is cheap whatever the
/// length of the series.
inline constexpr std::size_t kSegmentEntriesMax = 512;
inline constexpr std::size_t kSegmentBytesMax = 4096;

/// The last value in a column of a segment, and the bits in which it last changed.
struct SegmentColumn {
  std::uint64_t bits = 0;
  unsigned leading = 0;
  unsigned length = 0;  ///< 0: there was no change yet.
};

/// Compresses a segment, entry by entry. Confined to one thread.
class SegmentEncoder {
 public:
  /// `entries` are all those that may be added: from their times comes the unit of time.
  explicit SegmentEncoder(std::span<const TimeSeriesEntry> entries);

  /// Adds an entry, later than those before; false if the segment is full without it. Its values
  /// and its tag are within the bounds of time_series.h.
  bool add(const TimeSeriesEntry& entry);

  std::size_t entries() const { return entries_; }
  std::string take() const;

 private:
  bool has_room_for(const TimeSeriesEntry& entry) const;
  void add_time(std::int64_t time);
  void add_tag(const std::string& tag);
  void add_value(double value, SegmentColumn& column);

  std::uint8_t unit_;
  std::size_t entries_ = 0;
  std::int64_t first_time_ = 0;
  std::int64_t time_ = 0;
  std::int64_t step_ = 0;
  std::size_t width_ = 1;
  std::vector<std::string> tags_;
  std::size_t tag_bytes_ = 0;
  std::size_t tag_ = 0;  ///< 0: none; else its position in `tags_`, from 1.
  std::array<SegmentColumn, kTimeSeriesValuesMax> columns_;
  BitWriter bits_;
};

/// The entries, in their order. Errors: kCorruption.
Result<std::vector<TimeSeriesEntry>> decode_segment(std::string_view segment);

/// How many entries a segment has, without decoding them; 0 if it does not decode.
std::size_t count_segment(std::string_view segment);

/// Segments of all `entries`, by time: each is filled before the next begins.
std::vector<std::string> encode_segments(std::span<const TimeSeriesEntry> entries);

}  // namespace penstock::documents
