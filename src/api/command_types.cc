// The types of commands in a batch. A new one has a file pair of its own and one line here.
#include <algorithm>
#include <array>

#include "api/attachment_commands.h"
#include "api/batch_command.h"
#include "api/counters_command.h"
#include "api/delete_command.h"
#include "api/force_revision_command.h"
#include "api/patch_command.h"
#include "api/put_command.h"
#include "api/time_series_commands.h"

namespace penstock::api {
namespace {

struct CommandType {
  std::string_view name;
  CommandParser parse;
};

constexpr std::array kCommandTypes = {
    CommandType{"PUT", parse_put_command},
    CommandType{"DELETE", parse_delete_command},
    CommandType{"PATCH", parse_patch_command},
    CommandType{"BatchPATCH", parse_batch_patch_command},
    CommandType{"Counters", parse_counters_command},
    CommandType{"AttachmentPUT", parse_attachment_put},
    CommandType{"AttachmentDELETE", parse_attachment_delete},
    CommandType{"AttachmentCOPY", parse_attachment_copy},
    CommandType{"AttachmentMOVE", parse_attachment_move},
    CommandType{"ForceRevisionCreation", parse_force_revision_command},
    CommandType{"TimeSeries", parse_time_series_command},
    CommandType{"TimeSeriesWithIncrements", parse_time_series_command},
    CommandType{"TimeSeriesCopy", parse_time_series_copy},
};

}  // namespace

CommandParser find_command_type(std::string_view type) {
  const auto* const found =
      std::find_if(kCommandTypes.begin(), kCommandTypes.end(),
                   [&](const CommandType& candidate) { return candidate.name == type; });
  return found == kCommandTypes.end() ? nullptr : found->parse;
}

}  // namespace penstock::api
