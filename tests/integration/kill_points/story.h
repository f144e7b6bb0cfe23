#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "etl/process.h"
#include "etl/sql/sql_configuration.h"
#include "etl/task_definition.h"
#include "support/database_program.h"
#include "support/temporary_database.h"

// What happens to some documents in two parts, and what must be at the destination in the end,
// however often the process that delivers them dies on the way.
namespace penstock::testing {

/// What is wrong with a version of a document, if anything.
enum class Fate : std::uint8_t {
  kFine,
  kThrows,    ///< The script does.
  kNull,      ///< Breaks NOT NULL, which is found before it is sent.
  kNegative,  ///< Breaks a CHECK, which only the destination finds.
  kAbsent,    ///< Not there: not yet, or deleted.
};

struct StoryDocument {
  std::string id;
  Fate first;
  Fate second;
  bool changes;  ///< In the second part.
};

/// Every first fate with every second one, and without any change.
std::vector<StoryDocument> story();

/// Writes what is still to be written of the part 1 or 2, in one transaction: once, however often
/// it is called.
void tell(TemporaryDatabase& database, int part);

etl::TaskDefinition story_task();
etl::ProcessKey story_process(TemporaryDatabase& database);
/// Small batches, so that there are several in each part.
etl::ProcessOptions story_options();

/// Empty tables, and no checkpoint.
void create_tables(const std::function<SqlRows(const std::string&)>& query);
std::vector<etl::SqlTable> story_tables();

/// Rows of all tables as "Orders orders/1 2", and the ids in the error list: at the end.
std::multiset<std::string> expected_rows();
std::set<std::string> expected_errors();
std::multiset<std::string> found_rows(const std::function<SqlRows(const std::string&)>& query);
std::set<std::string> found_errors(TemporaryDatabase& database);

/// At any moment: the documents that failed in the first part and are now neither in the error
/// list nor delivered. Those that the second part deletes leave no sign of it, and do not count.
std::set<std::string> vanished(TemporaryDatabase& database,
                               const std::function<SqlRows(const std::string&)>& query);

}  // namespace penstock::testing
