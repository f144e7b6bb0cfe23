#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "etl/connection_string.h"
#include "etl/destination.h"
#include "etl/sql/dialect/dialect.h"
#include "etl/task_definition.h"

// The statements of a dry run, for people: what a relational destination gets for one document, as
// its product writes it. A task sends them for many documents at a time.
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
/// the script loads to. Names and types are those of the script: nobody is asked. Errors:
/// kInvalidArgument if the script loaded to a table that the task does not have, or something that
/// is no row.
Result<std::vector<TablePreview>> preview_statements(const Dialect& dialect,
                                                     const TaskDefinition& task,
                                                     const std::vector<std::string>& targets,
                                                     const LoadDocument& document);

/// The same for what `connection` leads to, without connecting; in standard SQL if it is null or of
/// no use.
Result<std::vector<TablePreview>> preview_statements(const ConnectionString* connection,
                                                     const TaskDefinition& task,
                                                     const std::vector<std::string>& targets,
                                                     const LoadDocument& document);

}  // namespace penstock::etl::sql
