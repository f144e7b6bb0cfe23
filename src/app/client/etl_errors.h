#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/client/etl_status.h"
#include "app/client/server_client.h"
#include "app/terminal/terminal.h"
#include "base/result.h"

// The error lists of ETL tasks, as the server keeps them, for people.
namespace penstock::app {

struct EtlError {
  std::string task;
  std::string script;
  std::string document_id;
  std::string step;  ///< "Transformation", "Load".
  std::string message;
  std::string date;
  bool retry_requested = false;
  std::uint64_t tries = 0;  ///< Without being asked for: it waits for another document.
  std::string next_try;     ///< Empty: none.
};

/// Of the scripts that `filter` matches, at most `count_max` of each. Errors: those of
/// ServerClient::call().
Result<std::vector<EtlError>> fetch_etl_errors(ServerClient& server, std::string_view database,
                                               const EtlFilter& filter, std::size_t count_max);

/// A table, a line for each.
std::string render_etl_errors(const Terminal& terminal, const std::vector<EtlError>& errors);
std::string etl_errors_json(const std::vector<EtlError>& errors);

/// The same errors by what is wrong: a table, a line for each cause. Empty if there are none.
Result<std::string> render_etl_error_causes(ServerClient& server, std::string_view database,
                                            const EtlFilter& filter, const Terminal& terminal);

/// Documents of the list: those of these ids, those of a cause, or, if both are empty, all.
struct EtlErrorSelection {
  std::vector<std::string> documents;
  std::string cause;
};

/// Asks for documents of the list to be delivered again, and tells how many those are.
Result<std::uint64_t> retry_etl_errors(ServerClient& server, std::string_view database,
                                       std::string_view task, std::string_view script,
                                       const EtlErrorSelection& selection);

/// Takes them off the list.
Result<void> drop_etl_errors(ServerClient& server, std::string_view database, std::string_view task,
                             std::string_view script, const EtlErrorSelection& selection);

}  // namespace penstock::app
