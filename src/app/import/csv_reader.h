#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace penstock::app {

struct CsvField {
  std::string text;
  bool is_quoted = false;  ///< Then it is text, whatever it looks like.
};

/// One record: a line, or several if quoted fields hold line breaks.
struct CsvRecord {
  std::uint64_t line_first = 0;  ///< Of the file it is 1.
  std::uint64_t line_last = 0;
  std::vector<CsvField> fields;
  std::optional<std::string> fault;  ///< What is wrong with it, if something is.
};

/// Reads comma-separated values (RFC 4180) in bounded memory: quotes, doubled quotes and line
/// breaks inside them, both kinds of line ends. Empty lines are passed over. Confined to one
/// thread.
class CsvReader {
 public:
  /// A longer record is refused.
  static constexpr std::size_t kRecordBytesMax = std::size_t{16} << 20;

  /// `input` must outlive this object.
  explicit CsvReader(std::istream& input, char separator = ',');

  /// The next record, nothing at the end. One with a fault does not end it: reading goes on behind
  /// it. Errors: kTooLarge for a record over the limit, which is what a quote that never ends
  /// makes, naming its line; kUnavailable if the input says that it is bad.
  Result<std::optional<CsvRecord>> next();

  /// Read so far.
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  int take();
  Result<void> read_record(CsvRecord& record);
  void read_quoted(CsvRecord& record, CsvField& field);

  std::istream& input_;
  const char separator_;
  std::uint64_t line_ = 1;        ///< Of the next byte.
  std::uint64_t line_taken_ = 1;  ///< Of the last one.
  std::uint64_t bytes_read_ = 0;
  std::size_t record_bytes_ = 0;
};

}  // namespace penstock::app
