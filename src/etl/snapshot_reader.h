#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/database_snapshot.h"
#include "script/script_host.h"

namespace penstock::etl {

/// Answers load() and its kin from the snapshot of a batch. Confined to one thread.
class SnapshotReader final : public script::DocumentReader {
 public:
  /// `snapshot` must outlive this object.
  explicit SnapshotReader(const documents::DatabaseSnapshot& snapshot) : snapshot_(snapshot) {}

  Result<std::optional<std::string>> load(std::string_view id) override;
  Result<std::optional<std::string>> look_up(LookUp what,
                                             const std::vector<std::string>& arguments) override;

 private:
  Result<std::optional<std::string>> has_entry(const std::vector<std::string>& arguments) const;

  const documents::DatabaseSnapshot& snapshot_;
};

}  // namespace penstock::etl
