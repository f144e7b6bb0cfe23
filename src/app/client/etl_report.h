#pragma once

#include <string>
#include <vector>

#include "app/client/etl_status.h"
#include "app/terminal/terminal.h"

// The answers of `penstock etl`, as tables for people and as JSON for programs. Pure functions.
namespace penstock::app {

/// One line a process: task, script, destination, and how far it is.
std::string render_etl_list(const Terminal& terminal, const std::vector<EtlTask>& tasks,
                            const std::vector<EtlProgress>& processes);

/// One line a process: what was transformed and loaded, and what failed.
std::string render_etl_statistics(const Terminal& terminal,
                                  const std::vector<EtlStatistics>& processes);

/// Arrays with one object a process, on lines of their own.
std::string etl_list_json(const std::vector<EtlTask>& tasks,
                          const std::vector<EtlProgress>& processes);
std::string etl_statistics_json(const std::vector<EtlStatistics>& processes);

}  // namespace penstock::app
