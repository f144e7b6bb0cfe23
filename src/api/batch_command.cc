#include "api/batch_command.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "api/cluster_command.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace ondemand = simdjson::ondemand;

// Values are taken as they stand in the text, so that the numbers of documents stay exact; what
// they hold is checked when the command takes them apart.

Error malformed(simdjson::error_code error) {
  return invalid_argument(fmt::format("The batch is not valid JSON of the right shape: {}",
                                      simdjson::error_message(error)));
}

/// A value as it stands in the text.
Result<std::string_view> text_of(ondemand::value value) {
  ondemand::json_type type{};
  if (const auto error = value.type().get(type)) return malformed(error);
  std::string_view text;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return malformed(error);
    if (const auto error = object.raw_json().get(text)) return malformed(error);
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return malformed(error);
    if (const auto error = array.raw_json().get(text)) return malformed(error);
  } else {
    text = value.raw_json_token();
    text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  }
  return text;
}

Result<std::string_view> name_of(ondemand::field& field) {
  std::string_view name;
  if (const auto error = field.unescaped_key().get(name)) return malformed(error);
  return name;
}

Result<CommandMembers> read_members(ondemand::value value) {
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return malformed(error);
  CommandMembers members;
  for (auto member : object) {
    ondemand::field field;
    if (const auto error = std::move(member).get(field)) return malformed(error);
    const auto name = TRY(name_of(field));
    members.add(name, TRY(text_of(field.value())));
  }
  return members;
}

/// A batch as it stands in the text: its mode, which comes last, says what its commands may be.
struct RawBatch {
  std::optional<std::vector<CommandMembers>> commands;
  CommandMembers others;
};

Result<std::vector<CommandMembers>> read_commands(ondemand::value value) {
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) return malformed(error);
  std::vector<CommandMembers> commands;
  for (auto element : array) {
    ondemand::value command;
    if (const auto error = element.get(command)) return malformed(error);
    commands.push_back(TRY(read_members(command)));
  }
  return commands;
}

Result<RawBatch> read_batch(ondemand::document& document) {
  ondemand::object members;
  if (const auto error = document.get_object().get(members)) return malformed(error);
  RawBatch batch;
  for (auto member : members) {
    ondemand::field field;
    if (const auto error = std::move(member).get(field)) return malformed(error);
    const auto name = TRY(name_of(field));
    if (name == "Commands") {
      batch.commands = TRY(read_commands(field.value()));
    } else {
      batch.others.add(name, TRY(text_of(field.value())));
    }
  }
  if (!batch.commands) return invalid_argument("'Commands' is missing.");
  // Nothing is left to point at when all of the text was read.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return malformed(simdjson::TRAILING_CONTENT);
  }
  return batch;
}

Result<bool> is_cluster_wide(const CommandMembers& members) {
  const auto mode = TRY(members.optional_text("TransactionMode")).value_or("SingleNode");
  if (mode == "ClusterWide") return true;
  if (mode == "SingleNode") return false;
  return invalid_argument(fmt::format("There is no 'TransactionMode' {}.", excerpt(mode, 64)));
}

/// Members that commands of all types may have, whether they need them or not.
Result<void> check_common(const CommandMembers& members) {
  for (const auto* name : {"Id", "ChangeVector", "OriginalChangeVector"}) {
    TRY(members.optional_text(name));
  }
  return {};
}

Result<void> add_command(const CommandMembers& members, bool guards_documents, Batch& batch) {
  const auto type = TRY(members.required_text("Type"));
  TRY(check_common(members));
  if (batch.is_cluster_wide) {
    batch.commands.push_back(TRY(parse_cluster_command(type, members, guards_documents)));
    return members.check_others();
  }
  const auto parse = find_command_type(type);
  if (parse == nullptr) {
    batch.unsupported = fmt::format("commands of type '{}'", excerpt(type, 64));
    return {};
  }
  batch.commands.push_back(TRY(parse(members)));
  return members.check_others();
}

Result<Batch> make_batch(const RawBatch& raw, bool guards_documents) {
  Batch batch;
  batch.is_cluster_wide = TRY(is_cluster_wide(raw.others));
  TRY(raw.others.check_others());
  batch.commands.reserve(raw.commands->size());
  for (std::size_t position = 0; position < raw.commands->size(); ++position) {
    const auto added = add_command((*raw.commands)[position], guards_documents, batch);
    if (!added) return added.error().within(fmt::format("Command {}", position));
  }
  return batch;
}

}  // namespace

Result<Batch> parse_batch(std::string_view body, bool guards_documents) {
  const simdjson::padded_string padded(body);
  ondemand::parser parser;
  ondemand::document document;
  if (const auto error = parser.iterate(padded).get(document)) return malformed(error);
  return make_batch(TRY(read_batch(document)), guards_documents);
}

std::string_view patched_id(const Batch& batch) {
  for (const auto& command : batch.commands) {
    if (const auto id = command->patched_id(); !id.empty()) return id;
  }
  return {};
}

Result<void> prepare(const Batch& batch, BatchPreparation& preparation) {
  for (const auto& command : batch.commands) TRY(command->prepare(preparation));
  return {};
}

Result<void> apply(const Batch& batch, BatchRun& run) {
  for (const auto& command : batch.commands) {
    if (!run.results.empty()) run.results += ',';
    TRY(command->apply(run));
  }
  return run.late_vectors.fulfil(run.context, run.results);
}

std::size_t contents_wanted(const Batch& batch) {
  return static_cast<std::size_t>(std::ranges::count_if(
      batch.commands, [](const auto& command) { return command->takes_content(); }));
}

}  // namespace penstock::api
