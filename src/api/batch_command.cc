#include "api/batch_command.h"

#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/clock.h"
#include "base/json.h"

namespace penstock::api {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::simdjson_result;

// Documents are taken as they stand in the text, so that their numbers stay exact; what they hold
// is checked when they are taken apart.

/// The members of a command, in whatever order they came.
struct RawCommand {
  std::string type;
  std::string id;
  documents::ExpectedVersion expected;
  std::optional<std::string_view> document;
  bool is_prefix = false;
  bool forces_revision = false;
};

Error malformed(simdjson::error_code error) {
  return invalid_argument(fmt::format("The batch is not valid JSON of the right shape: {}",
                                      simdjson::error_message(error)));
}

/// A string, or nothing for null.
Result<std::optional<std::string>> read_text(ondemand::value value) {
  bool is_null = false;
  if (const auto error = value.is_null().get(is_null)) return malformed(error);
  if (is_null) return std::nullopt;
  std::string_view text;
  if (const auto error = value.get_string().get(text)) return malformed(error);
  return std::optional<std::string>(text);
}

Result<std::string_view> read_document(ondemand::value value) {
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return malformed(error);
  std::string_view text;
  if (const auto error = object.raw_json().get(text)) return malformed(error);
  return text;
}

Result<bool> read_flag(ondemand::value value) {
  bool flag = false;
  if (const auto error = value.get_bool().get(flag)) return malformed(error);
  return flag;
}

Result<void> read_member(std::string_view name, ondemand::value value, RawCommand& command) {
  if (name == "Type") {
    command.type = TRY(read_text(value)).value_or("");
  } else if (name == "Id") {
    command.id = TRY(read_text(value)).value_or("");
  } else if (name == "ChangeVector") {
    command.expected.change_vector = TRY(read_text(value));
  } else if (name == "Document") {
    command.document = TRY(read_document(value));
  } else if (name == "IdPrefixed") {
    command.is_prefix = TRY(read_flag(value));
  } else if (name == "ForceRevisionCreationStrategy") {
    command.forces_revision = TRY(read_text(value)).value_or("None") != "None";
  }
  return {};
}

Result<RawCommand> read_command(ondemand::value value) {
  ondemand::object members;
  if (const auto error = value.get_object().get(members)) return malformed(error);
  RawCommand command;
  for (auto member : members) {
    ondemand::field field;
    if (const auto error = std::move(member).get(field)) return malformed(error);
    std::string_view name;
    if (const auto error = field.unescaped_key().get(name)) return malformed(error);
    TRY(read_member(name, field.value(), command));
  }
  return command;
}

Result<void> add_command(const RawCommand& command, Batch& batch) {
  if (command.type == "PUT") {
    if (command.forces_revision) batch.unsupported = "revisions (ForceRevisionCreationStrategy)";
    if (!command.document) return invalid_argument("'Document' is missing.");
    batch.commands.emplace_back(PutCommand{
        command.id, command.expected, TRY(documents::DocumentContent::parse(*command.document))});
  } else if (command.type == "DELETE") {
    if (command.id.empty()) return invalid_argument("'Id' is missing.");
    batch.commands.emplace_back(DeleteCommand{command.id, command.expected, command.is_prefix});
  } else if (command.type.empty()) {
    return invalid_argument("'Type' is missing.");
  } else {
    batch.unsupported = fmt::format("commands of type '{}'", command.type);
  }
  return {};
}

Result<void> read_commands(ondemand::value value, Batch& batch) {
  ondemand::array commands;
  if (const auto error = value.get_array().get(commands)) return malformed(error);
  std::size_t position = 0;
  for (auto element : commands) {
    ondemand::value command;
    if (const auto error = element.get(command)) return malformed(error);
    auto raw = TRY(read_command(command));
    const auto added = add_command(raw, batch);
    if (!added) return added.error().within(fmt::format("Command {}", position));
    ++position;
  }
  return {};
}

Result<Batch> read_batch(ondemand::document& document) {
  ondemand::object members;
  if (const auto error = document.get_object().get(members)) return malformed(error);
  Batch batch;
  bool has_commands = false;
  for (auto member : members) {
    ondemand::field field;
    if (const auto error = std::move(member).get(field)) return malformed(error);
    std::string_view name;
    if (const auto error = field.unescaped_key().get(name)) return malformed(error);
    if (name == "Commands") {
      has_commands = true;
      TRY(read_commands(field.value(), batch));
    } else if (name == "TransactionMode") {
      const auto mode = TRY(read_text(field.value())).value_or("SingleNode");
      if (mode != "SingleNode") batch.unsupported = fmt::format("TransactionMode '{}'", mode);
    }
  }
  if (!has_commands) return invalid_argument("'Commands' is missing.");
  // Nothing is left to point at when all of the text was read.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return malformed(simdjson::TRAILING_CONTENT);
  }
  return batch;
}

void append_member(std::string& json, std::string_view name, std::string_view value) {
  json += json.empty() || json.back() == '{' ? "" : ",";
  append_json_string(json, name);
  json += ':';
  append_json_string(json, value);
}

Result<void> apply_one(const PutCommand& command, documents::WriteContext& context,
                       BatchOutcome& outcome) {
  const auto put = TRY(context.put(command.id, command.content, command.expected));
  auto& json = outcome.results;
  json += '{';
  append_member(json, "Type", "PUT");
  append_member(json, "@id", put.id);
  append_member(json, "@collection", put.collection);
  append_member(json, "@change-vector", put.change_vector);
  append_member(json, "@last-modified", format_wire_time(put.last_modified));
  json += '}';
  ++outcome.written;
  return {};
}

Result<std::size_t> remove_prefix(const DeleteCommand& command, documents::WriteContext& context) {
  const auto removed = TRY(context.remove_prefix(command.id, kPrefixDeletesMax + 1));
  if (removed <= kPrefixDeletesMax) return removed;
  return Error{ErrorCode::kTooLarge,
               fmt::format("More than {} documents start with '{}'; that is too many for one "
                           "transaction.",
                           kPrefixDeletesMax, command.id)};
}

Result<void> apply_one(const DeleteCommand& command, documents::WriteContext& context,
                       BatchOutcome& outcome) {
  documents::DeleteResult removed;
  std::size_t count = 0;
  if (command.is_prefix) {
    count = TRY(remove_prefix(command, context));
  } else {
    removed = TRY(context.remove(command.id, command.expected));
    count = removed.deleted ? 1 : 0;
  }
  auto& json = outcome.results;
  json += '{';
  append_member(json, "Id", command.id);
  append_member(json, "Type", "DELETE");
  json += fmt::format(R"(,"Deleted":{})", count > 0);
  if (removed.deleted) append_member(json, "ChangeVector", removed.change_vector);
  json += '}';
  outcome.deleted += count;
  return {};
}

}  // namespace

Result<Batch> parse_batch(std::string_view body) {
  const simdjson::padded_string padded(body);
  ondemand::parser parser;
  ondemand::document document;
  if (const auto error = parser.iterate(padded).get(document)) return malformed(error);
  return read_batch(document);
}

Result<BatchOutcome> apply(const std::vector<BatchCommand>& commands,
                           documents::WriteContext& context) {
  BatchOutcome outcome;
  for (const auto& command : commands) {
    if (!outcome.results.empty()) outcome.results += ',';
    TRY(std::visit([&](const auto& one) { return apply_one(one, context, outcome); }, command));
  }
  return outcome;
}

}  // namespace penstock::api
