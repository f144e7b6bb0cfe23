#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/operations/operations.h"
#include "api/smuggler/dump_items.h"
#include "api/smuggler/dump_options.h"
#include "api/smuggler/dump_writes.h"
#include "api/smuggler/json_stream.h"
#include "api/smuggler/smuggler_report.h"
#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"

namespace penstock::api {

/// Writes the items of a dump into a database while it arrives, in many short transactions. An
/// item that is refused is told of and the others go on; a dump that is damaged ends it, and what
/// came before stays. Confined to one thread.
class DumpImport {
 public:
  static constexpr std::size_t kBatchItemsMax = 512;
  static constexpr std::size_t kBatchBytesMax = std::size_t{2} << 20;
  /// Of one element but a document.
  static constexpr std::size_t kElementBytesMax = std::size_t{16} << 20;
  /// Contents of attachments that wait in memory for their document, all together. Beyond, the
  /// oldest goes: no dump has so many before one document, but one may be of no document that is
  /// wanted.
  static constexpr std::size_t kWaitingContentBytesMax = std::size_t{64} << 20;
  static constexpr std::size_t kWaitingContentsMax = 65'536;

  /// All must outlive this object. `now` says what has expired.
  DumpImport(documents::Database& database, const DumpOptions& options, RunningOperation& operation,
             WallTime now);

  /// Reads the JSON of a dump to its end. Errors: those of the body; kInvalidArgument if it is no
  /// dump or damaged, naming the byte; kCancelled; those of the database.
  Result<void> run(http::BodyReader& dump);

  /// The text of the database record in the dump; "" if there is none or it is not wanted.
  const std::string& record() const { return record_; }

  SmugglerReport& report() { return report_; }

 private:
  /// A content that waits for documents to which it is attached.
  using Content = std::shared_ptr<const documents::StagedContent>;

  /// One item in the batch.
  struct Step {
    DumpItem item;
    std::string what;  ///< For a message, if it is refused.
    documents::Transaction apply;
  };

  Result<void> read_member(JsonStream& json, std::string_view name);
  /// Calls `take` with the text of each element of the array that comes next.
  Result<void> read_array(JsonStream& json, std::size_t bytes_max,
                          const std::function<Result<void>(const std::string&)>& take);
  Result<void> skip_member(JsonStream& json, std::string_view name);

  Result<void> read_content(JsonStream& json, const DumpContent& content);
  std::vector<Attaching> attachings_of(const DumpDocument& document) const;
  void keep_content(const std::string& hash, Content content);
  Result<void> add_document(const std::string& text);
  Result<void> add_revision(const std::string& text);
  Result<void> add_counters(const std::string& text);
  Result<void> add_time_series(const std::string& text);
  Result<void> add_identity(const std::string& text);
  Result<void> add_compare_exchange(const std::string& text);
  Result<void> add_tombstone(const std::string& text);

  /// The revision that waits for what follows it.
  Result<void> add_waiting_revision(bool is_last);
  Result<void> add(Step step, std::size_t bytes);
  /// Writes all that waits.
  Result<void> flush();
  Result<void> write_batch();
  Result<void> commit_one(const Step& step);

  documents::Database& database_;
  const DumpOptions& options_;
  RunningOperation& operation_;
  const WallTime now_;
  SmugglerReport report_;
  std::string record_;
  documents::Etag etag_before_;  ///< Of the database, when the import began.
  std::optional<documents::Document> revision_;
  std::vector<Attaching> revision_attachments_;
  std::vector<Step> batch_;
  std::size_t batch_bytes_ = 0;
  std::map<std::string, Content, std::less<>> contents_;  ///< By the hash in the dump.
  std::deque<std::string> content_order_;
  std::size_t content_bytes_ = 0;
};

}  // namespace penstock::api
