#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "etl/destination.h"
#include "etl/task_definition.h"

// The statements of a dry run, for people: the shape of what a relational destination gets for one
// document. A task sends them in the bulk form of its product, many documents at a time.
namespace penstock::etl::sql {

struct PreviewParameter {
  std::string name;   ///< "@p0".
  std::string value;  ///< "NULL", a number, or text in '..'.
};

struct PreviewStatement {
  std::string text;
  std::vector<PreviewParameter> parameters;
};

struct TablePreview {
  std::string table;
  std::vector<PreviewStatement> statements;  ///< The delete, if the table has any, first.
};

/// Of the tables that the document touches, in the order of the task. `targets`: the tables that
/// the script loads to. Errors: kInvalidArgument if the script loaded to a table that the task does
/// not have, or something that is no row.
Result<std::vector<TablePreview>> preview_statements(const TaskDefinition& task,
                                                     const std::vector<std::string>& targets,
                                                     const LoadDocument& document);

}  // namespace penstock::etl::sql
