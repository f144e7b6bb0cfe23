#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "etl/connection_string.h"

// The saved definition of a task, in the shapes of the wire protocol (section 12): what clients
// PUT, what the database record keeps, what the task endpoints answer.
namespace penstock::etl {

/// One script of a task and what it is run on. Immutable.
struct Transformation {
  std::string name;
  std::vector<std::string> collections;
  bool all_documents = false;
  std::string script;
  bool disabled = false;
  std::string document_id_postfix;
  /// Given by the server; raised by reset, delete-and-create and rename. A checkpoint of another
  /// generation counts as absent.
  std::uint64_t generation = 0;

  /// Whether it has no JavaScript to run for a document: whole documents travel as they are. It
  /// may still say which deletions follow.
  bool has_empty_script() const;

  bool operator==(const Transformation&) const = default;
};

struct SqlTable {
  std::string name;  ///< May be qualified with dots.
  std::string document_id_column;
  bool insert_only = false;
  /// Penstock's own: rows stay in place, and those that change are updated.
  bool upsert = false;
  std::string row_number_column = {};  ///< Of upsert, if a document may have several rows.

  bool operator==(const SqlTable&) const = default;
};

/// A task: where to, and the scripts that say what. Immutable.
struct TaskDefinition {
  std::uint64_t task_id = 0;  ///< Given by the server; another one after each update.
  std::string name;
  DestinationKind kind = DestinationKind::kRaven;
  std::string connection_string_name;
  bool disabled = false;
  std::string mentor_node;
  bool pin_to_mentor_node = false;
  bool allow_etl_on_non_encrypted_channel = false;
  std::vector<Transformation> transformations;
  // Raven:
  std::optional<std::uint32_t> load_request_timeout_s;
  // Sql:
  std::vector<SqlTable> sql_tables;
  bool parameterize_deletes = true;
  bool force_query_recompile = false;
  bool quote_tables = true;
  std::optional<std::uint32_t> command_timeout_s;
  /// Penstock's own: tables, columns and indexes on document ids that are missing are made.
  bool creates_missing_tables = false;

  /// Reads what a client PUTs. A missing name becomes the default name; what the server gives
  /// (task id, generations) is left at 0. Says nothing about the rules of validation.h. Errors:
  /// kInvalidArgument listing every member of a wrong type, or "not supported" for a kind of
  /// task that Penstock does not have.
  static Result<TaskDefinition> parse(const boost::json::object& json);

  /// As GET /task shows it: without "EtlType", which official clients cannot assign.
  boost::json::object to_configuration_json() const;

  /// As the database record keeps it: also "EtlType" and each script's "Generation".
  boost::json::object to_record_json() const;
  /// Errors: kCorruption.
  static Result<TaskDefinition> from_record_json(const boost::json::object& json);

  /// The script of that name, compared without case; null if there is none.
  const Transformation* find(std::string_view transformation_name) const;

  bool operator==(const TaskDefinition&) const = default;
};

/// "RavenDB ETL to <connection string>", "SQL ETL to <connection string>".
std::string default_task_name(DestinationKind kind, std::string_view connection_string_name);

}  // namespace penstock::etl
