#include "app/client/etl_report.h"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "app/terminal/format.h"
#include "app/terminal/table.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

constexpr std::size_t kIndent = 0;

/// Task names are unique within a database.
std::string destination_of(const std::vector<EtlTask>& tasks, const EtlProgress& process) {
  const auto found = std::find_if(tasks.begin(), tasks.end(),
                                  [&](const EtlTask& task) { return task.name == process.task; });
  return found == tasks.end() ? std::string() : found->destination;
}

std::string array_of(const std::vector<json::object>& objects) {
  std::string out = "[";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    out += (i == 0 ? "\n  " : ",\n  ") + json::serialize(objects[i]);
  }
  return out + (objects.empty() ? "]\n" : "\n]\n");
}

}  // namespace

std::string render_etl_list(const Terminal& terminal, const std::vector<EtlTask>& tasks,
                            const std::vector<EtlProgress>& processes) {
  Table table({{"TASK"}, {"SCRIPT"}, {"MAKES"}, {"DESTINATION"}, {"STATE"}});
  for (const EtlProgress& process : processes) {
    table.add({process.task, process.script, describe_kind(process.kind),
               destination_of(tasks, process), describe(process)});
  }
  auto rendered = table.render(terminal, kIndent);
  for (const EtlProgress& process : processes) {
    for (const auto& warning : process.warnings) {
      rendered += fmt::format("{} {} / {}: {}\n", terminal.bad("warning:"), process.task,
                              process.script, warning);
    }
  }
  return rendered;
}

std::string render_etl_statistics(const Terminal& terminal,
                                  const std::vector<EtlStatistics>& processes) {
  using enum Table::Align;
  Table table({{"TASK"},
               {"SCRIPT"},
               {"TRANSFORMED", kRight},
               {"FAILED", kRight},
               {"LOADED", kRight},
               {"FAILED", kRight},
               {"LAST ETAG", kRight},
               {"LAST ERROR"}});
  for (const EtlStatistics& process : processes) {
    table.add({process.task, process.script, format_count(process.transformed),
               format_count(process.transformation_errors), format_count(process.loaded),
               format_count(process.load_errors), format_count(process.last_etag),
               process.last_error_at.empty() ? "none" : process.last_error_at});
  }
  return table.render(terminal, kIndent);
}

std::string etl_list_json(const std::vector<EtlTask>& tasks,
                          const std::vector<EtlProgress>& processes) {
  std::vector<json::object> objects;
  objects.reserve(processes.size());
  for (const EtlProgress& process : processes) {
    objects.push_back({{"Task", process.task},
                       {"Script", process.script},
                       {"Kind", process.kind},
                       {"Destination", destination_of(tasks, process)},
                       {"Completed", process.completed},
                       {"Disabled", process.disabled},
                       {"ToProcess", process.to_process},
                       {"ToProcessIsAtLeast", process.is_at_least},
                       {"Total", process.total},
                       {"State", describe_state(process)}});
  }
  return array_of(objects);
}

std::string etl_statistics_json(const std::vector<EtlStatistics>& processes) {
  std::vector<json::object> objects;
  objects.reserve(processes.size());
  for (const EtlStatistics& process : processes) {
    objects.push_back({{"Task", process.task},
                       {"Script", process.script},
                       {"LastProcessedEtag", process.last_etag},
                       {"TransformationSuccesses", process.transformed},
                       {"TransformationErrors", process.transformation_errors},
                       {"LoadSuccesses", process.loaded},
                       {"LoadErrors", process.load_errors},
                       {"LastErrorAt", process.last_error_at}});
  }
  return array_of(objects);
}

}  // namespace penstock::app
