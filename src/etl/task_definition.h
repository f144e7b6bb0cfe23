#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"

// The saved definitions, in the shapes of the wire protocol (sections 11 and 12): what clients
// PUT, what the database record keeps, what the task endpoints answer.
namespace penstock::etl {

enum class DestinationKind : std::uint8_t { kRaven, kSql };

/// "Raven", "Sql": `EtlType` and the `Type` of a connection string.
std::string_view to_string(DestinationKind kind);
/// Ignores case. Nothing for the kinds that Penstock does not have.
std::optional<DestinationKind> destination_kind_from(std::string_view text);

struct ConnectionString {
  std::string name;
  DestinationKind kind = DestinationKind::kRaven;
  // Raven:
  std::string database;
  std::vector<std::string> topology_discovery_urls;
  // Sql:
  std::string factory_name;
  std::string connection_string;  ///< Holds secrets: never log it.

  /// Errors: kInvalidArgument listing every problem; kInvalidArgument "not supported" for a kind
  /// that Penstock does not have.
  static Result<ConnectionString> parse(const boost::json::object& json);
  /// With secrets, for the database record.
  boost::json::object to_json() const;

  bool operator==(const ConnectionString&) const = default;
};

struct Transformation {
  std::string name;
  std::vector<std::string> collections;
  bool all_documents = false;
  std::string script;
  bool disabled = false;
  std::string document_id_postfix;

  bool operator==(const Transformation&) const = default;
};

struct SqlTable {
  std::string name;  ///< May be qualified with dots.
  std::string document_id_column;
  bool insert_only = false;

  bool operator==(const SqlTable&) const = default;
};

struct TaskDefinition {
  std::uint64_t task_id = 0;  ///< Given by the server; another one after each update.
  /// Raised by reset, delete-and-create and rename; a checkpoint of another generation counts as
  /// absent.
  std::uint64_t generation = 0;
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

  bool operator==(const TaskDefinition&) const = default;
};

}  // namespace penstock::etl
