#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"

namespace penstock::etl {

/// Alerts that somebody does not want to see for the time being: items of the database, one for
/// each alert. Thread-safe. Errors of all: those of the database; kCorruption.
class DismissedAlerts {
 public:
  /// `database` must outlive this object.
  explicit DismissedAlerts(documents::Database& database) : database_(database) {}

  struct Dismissal {
    WallTime created_up_to;  ///< Newer trouble shows again...
    WallTime until;          ///< ... and so does any from then on.
  };
  Result<void> dismiss(const std::string& alert_id, const Dismissal& dismissal);

  Result<bool> hides(const std::string& alert_id, WallTime created_at, WallTime now) const;

 private:
  documents::Database& database_;
};

}  // namespace penstock::etl
