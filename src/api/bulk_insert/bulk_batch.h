#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/json/object.hpp>

#include "api/batch_command.h"
#include "api/bulk_insert/command_scanner.h"
#include "base/result.h"
#include "documents/database.h"

namespace penstock::api {

/// What a bulk insert has written.
struct BulkTotals {
  std::uint64_t documents = 0;
  std::uint64_t attachments = 0;
  std::uint64_t counters = 0;     ///< Commands, each with up to 1024 counters of one document.
  std::uint64_t time_series = 0;  ///< Commands, each with entries of one series.
  std::uint64_t batches = 0;
  std::string last_id;

  void add(const BulkTotals& more);
  std::uint64_t total() const { return documents + attachments + counters + time_series; }
  /// As clients know it, for progress and result.
  boost::json::object to_json() const;
};

/// The part of a bulk insert that becomes one transaction. Immutable once it is read.
struct BulkBatch {
  static constexpr std::size_t kCommandsMax = 2048;
  /// Of command text, and of attachments that are in memory; one more command fits in any case.
  static constexpr std::size_t kBytesMax = std::size_t{4} << 20;

  Batch batch;
  Contents contents;
  BulkTotals totals;
  bool is_last = false;
};

/// Reads the commands of a bulk insert, batch by batch. Confined to one thread.
class BulkReader {
 public:
  struct Options {
    bool skips_unchanged = false;  ///< A document that is there as it comes is not written again.
  };

  /// `body` and `database` must outlive this object.
  BulkReader(http::BodyReader& body, documents::Database& database, Options options)
      : scanner_(body), database_(database), options_(options) {}

  /// The next batch, whose commands are fully checked but for what they find in the database.
  /// Attachments are in storage already, or small. Errors: those of the body and of the engine;
  /// kInvalidArgument, naming the command by its position; kTooLarge.
  Result<BulkBatch> next();

 private:
  Result<void> read_command(const CommandMembers& members, BulkBatch& into);
  Result<void> read_content(const CommandMembers& members, BulkBatch& into);

  CommandScanner scanner_;
  documents::Database& database_;
  const Options options_;
  std::uint64_t commands_ = 0;
  std::size_t bytes_ = 0;  ///< Of the batch in the making.
};

}  // namespace penstock::api
