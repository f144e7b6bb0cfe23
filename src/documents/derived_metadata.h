#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::documents {

/// What the server says of a document in "@flags", in the order in which it says them.
enum class DocumentFlag : std::uint8_t {
  kHasAttachments,
  kHasCounters,
  kHasTimeSeries,
  kHasRevisions,
  kRevision,
  kDeleteRevision,
  kForceCreated,
};

/// A list for set_counters() or set_time_series(); "" if there are no names.
std::string names_json(const std::vector<std::string>& names);

/// The part of a document's "@metadata" that the server derives from the items that hang on the
/// document: flags and lists. A value; confined to one thread.
class DerivedMetadata {
 public:
  DerivedMetadata() = default;

  /// From what to_json() wrote.
  static DerivedMetadata parse(std::string_view text);

  /// Each list is a minified JSON array, or "" if there is nothing to list. Setting one also sets
  /// its flag or takes it away.
  void set_attachments(std::string array);
  void set_counters(std::string array);
  void set_time_series(std::string array);
  const std::string& attachments() const { return attachments_; }
  const std::string& counters() const { return counters_; }
  const std::string& time_series() const { return time_series_; }

  void set_flag(DocumentFlag flag, bool on);
  bool has_flag(DocumentFlag flag) const;

  /// "HasCounters, HasRevisions"; "" if there are none.
  std::string flags() const;

  /// A minified JSON object of "@flags", "@attachments", "@counters" and "@timeseries", those that
  /// there are; "" if there is none of them.
  std::string to_json() const;

 private:
  void set_list(std::string& list, std::string array, DocumentFlag flag);

  std::uint8_t flags_ = 0;  ///< A bit for each flag.
  std::string attachments_;
  std::string counters_;
  std::string time_series_;
};

}  // namespace penstock::documents
