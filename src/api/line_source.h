#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/body_stream.h"

namespace penstock::api {

/// How the documents of a stream are set (protocol, section 10.5).
enum class StreamFormat { kLines, kObject };

/// The body of an answer that is a stream of JSON values: one a line, or the elements of the member
/// "Results" of one object. A subclass says what they are. Used by one thread at a time.
class LineSource : public http::BodySource {
 public:
  Result<std::optional<std::string>> next() final;

 protected:
  explicit LineSource(StreamFormat format) : format_(format) {}

  /// A bit of the work: appends what it found, if anything, by add() and begin(). False at the end.
  virtual Result<bool> step() = 0;

  /// The members before "Results", without braces; as a line of its own, {"Stats": {…}}, among
  /// lines. Once, before the first add(), or never.
  void begin(std::string_view members);
  /// One value. Among lines it is `{"Item": value}` in a stream with a beginning.
  void add(std::string_view json);

 private:
  void open_results();
  void end();

  const StreamFormat format_;
  bool has_beginning_ = false;
  bool is_open_ = false;  ///< "Results" has been begun.
  bool is_first_ = true;
  bool is_done_ = false;
  std::string piece_;
};

}  // namespace penstock::api
