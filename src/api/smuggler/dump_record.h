#pragma once

#include <string>

#include "api/services.h"
#include "api/smuggler/dump_options.h"
#include "api/smuggler/smuggler_report.h"
#include "base/result.h"
#include "documents/database.h"
#include "security/caller.h"

// The database record in a dump: what is configured, and the tasks with their connection strings.
// Passwords never leave with a dump: a mark is in their place.
namespace penstock::api {

/// The text of the record, with the members that are wanted.
Result<std::string> export_record(const Services& services, const documents::Database& database,
                                  const DumpOptions& options);

/// Takes over what is wanted of a record. Tasks arrive disabled, so that a copy of a database does
/// not write where the original does; one whose name is taken stays out. What cannot be taken over
/// is told in the report. Errors: kInvalidArgument if it is no record; those of the database.
Result<void> import_record(Services& services, documents::Database& database,
                           const security::Caller& caller, const std::string& text,
                           const DumpOptions& options, SmugglerReport& report);

}  // namespace penstock::api
