#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/operations/operations.h"
#include "api/smuggler/dump_options.h"
#include "api/smuggler/dump_sections.h"
#include "api/smuggler/smuggler_report.h"
#include "base/clock.h"
#include "documents/database_snapshot.h"
#include "http/body_stream.h"

namespace penstock::api {

/// A database as a dump, made while the client takes it and from one snapshot: dump_sections.cc has
/// it as a grammar. Carries the operation that tells how far it is. Used by one thread at a time.
class DumpSource final : public http::BodySource {
 public:
  /// `record` is the text of the database record, "" if it is not wanted.
  DumpSource(documents::DatabaseSnapshot snapshot, DumpOptions options, std::string record,
             RunningOperation operation, WallTime now);

  /// Errors: kCancelled when the operation is asked to stop; those of storage.
  Result<std::optional<std::string>> next() override;

 private:
  void write_head();
  /// Goes on with the first section. False if that is at its end.
  Result<bool> write_some();
  void finish();

  const documents::DatabaseSnapshot snapshot_;
  const DumpOptions options_;
  std::string record_;
  RunningOperation operation_;
  SmugglerReport report_;
  DumpText text_;
  std::vector<std::unique_ptr<DumpSection>> sections_;
  std::size_t at_ = 0;  ///< The section under way.
  bool is_begun_ = false;
  bool is_in_section_ = false;
  bool is_ended_ = false;
};

}  // namespace penstock::api
