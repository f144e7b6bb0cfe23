#include "api/smuggler/smuggler_report.h"

#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace penstock::api {
namespace {

namespace json = boost::json;

json::object to_json_counts(const SmugglerReport::Counts& counts) {
  return {{"ReadCount", counts.read},
          {"SkippedCount", counts.skipped},
          {"ErroredCount", counts.errored},
          {"Processed", counts.read > 0}};
}

}  // namespace

void SmugglerReport::tell(std::string message) {
  if (messages_.size() < kMessagesMax) {
    messages_.push_back(std::move(message));
  } else {
    ++messages_left_out_;
  }
}

std::string SmugglerReport::stored() const {
  std::string text;
  for (const auto& known : kDumpItems) {
    const auto& counts = counts_[static_cast<std::size_t>(known.item)];
    const auto stored = counts.read - counts.skipped - counts.errored;
    if (stored == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", stored, known.type);
  }
  return text.empty() ? "nothing" : text;
}

json::object SmugglerReport::to_json() const {
  json::object report;
  for (const auto& known : kDumpItems) {
    if (known.item == DumpItem::kAttachments) continue;
    auto counts = to_json_counts(counts_[static_cast<std::size_t>(known.item)]);
    if (known.item == DumpItem::kDocuments) {
      counts["Attachments"] =
          to_json_counts(counts_[static_cast<std::size_t>(DumpItem::kAttachments)]);
    }
    report[known.item == DumpItem::kCounters ? "Counters" : known.type] = std::move(counts);
  }
  json::array messages;
  for (const auto& message : messages_) messages.emplace_back(message);
  if (messages_left_out_ > 0) {
    messages.emplace_back(fmt::format("... and {} more.", messages_left_out_));
  }
  report["Messages"] = std::move(messages);
  return report;
}

}  // namespace penstock::api
