#include "etl/document/commands.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "documents/document.h"
#include "etl/document/item_commands.h"
#include "script/discovery.h"

namespace penstock::etl::document {
namespace {

using documents::DocumentContent;

bool same_collection(const LoadDocument& source, std::string_view target) {
  return equal_ignoring_case(source.collection, target);
}

void append_delete(DocumentCommands& commands, std::string_view id, bool by_prefix) {
  separate(commands.deletes);
  commands.deletes += R"({"Id":)";
  append_json_string(commands.deletes, id);
  commands.deletes += R"(,"ChangeVector":null,"Type":"DELETE")";
  if (by_prefix) commands.deletes += R"(,"IdPrefixed":true)";
  commands.deletes += '}';
  ++commands.count;
}

/// The document as it goes over: what the server owns is gone, the collection is the target's.
void append_document(std::string& out, std::string_view body, std::string_view metadata,
                     std::string_view collection, std::string_view id) {
  out.append(body, 0, body.size() - 1);
  if (body != "{}") out += ',';
  out += R"("@metadata":{)";
  if (collection != documents::kEmptyCollection) {
    out += R"("@collection":)";
    append_json_string(out, collection);
    out += ',';
  }
  if (metadata != "{}") {
    out.append(metadata, 1, metadata.size() - 2);
    out += ',';
  }
  out += R"("@id":)";
  append_json_string(out, id);
  out += "}}";
}

// A whole document is stored as it goes over; only what a script made has to be taken apart.
Result<void> append_loaded(std::string& out, const LoadDocument& source, const LoadObject& object,
                           std::string_view id) {
  if (!object.metadata.empty()) {
    append_document(out, object.json, object.metadata, object.target, id);
    return {};
  }
  const auto content = TRY(DocumentContent::parse(object.json));
  // A document that stays in its collection keeps the name as it is spelled at the source.
  const bool keeps_collection =
      same_collection(source, object.target) && content.collection != documents::kEmptyCollection;
  append_document(out, content.body, content.metadata,
                  keeps_collection ? std::string_view(content.collection) : object.target, id);
  return {};
}

Result<void> append_put(DocumentCommands& commands, const LoadDocument& source,
                        const LoadObject& object, const std::string& id) {
  constexpr std::size_t kNamesAndMetadata = 256;
  separate(commands.puts);
  commands.puts.reserve(commands.puts.size() + object.json.size() + object.metadata.size() +
                        kNamesAndMetadata);
  commands.puts += R"({"Id":)";
  append_json_string(commands.puts, id);
  commands.puts += R"(,"ChangeVector":null,"Document":)";
  TRY(append_loaded(commands.puts, source, object, id));
  commands.puts += R"(,"Type":"PUT"})";
  ++commands.count;
  return {};
}

// An id that the destination completed is that of the document put just before; counters and time
// series of it follow at once, those of an own id after all puts.
Result<void> append_object(DocumentCommands& commands, const LoadDocument& source,
                           const LoadObject& object, const CommandRules& rules) {
  const std::string id = destination_id(source, object.target, rules);
  TRY(append_put(commands, source, object, id));
  for (const auto& attachment : object.items.attachments) {
    append_attachment(commands.puts, id, attachment);
    commands.contents.push_back({attachment.hash, attachment.size});
    ++commands.count;
  }
  auto& out = same_collection(source, object.target) ? commands.items : commands.puts;
  commands.count += append_counters(out, id, object.items.counters);
  commands.count += append_time_series(out, id, object.items.time_series);
  return {};
}

/// What was loaded for the document before goes, except what a put overwrites.
void append_deletes(DocumentCommands& commands, const LoadDocument& source,
                    const CommandRules& rules) {
  if (source.kind == LoadDocument::Kind::kItems || source.keeps_earlier) return;
  const auto is_delete = source.kind == LoadDocument::Kind::kDelete;
  if (rules.targets.empty()) {
    if (is_delete) append_delete(commands, source.id + rules.id_postfix, false);
    return;
  }
  const bool overwritten =
      !rules.deletes_first &&
      std::any_of(source.objects.begin(), source.objects.end(),
                  [&](const auto& object) { return same_collection(source, object.target); });
  for (const auto& target : rules.targets) {
    const std::string id = destination_id(source, target, rules);
    if (!same_collection(source, target)) {
      append_delete(commands, id, true);
    } else if (is_delete || !overwritten) {
      append_delete(commands, id, false);
    }
  }
}

/// Those of the document itself, whose own id it has at the destination.
void append_own_items(DocumentCommands& commands, const LoadDocument& source,
                      const CommandRules& rules) {
  const auto id = source.id + rules.id_postfix;
  for (const auto& name : source.items.removed_attachments) {
    append_attachment_delete(commands.deletes, id, name);
    ++commands.count;
  }
  commands.count += append_counters(commands.items, id, source.items.counters);
  commands.count += append_time_series(commands.items, id, source.items.time_series);
}

}  // namespace

std::string id_prefix(std::string_view collection) {
  const auto capitals = std::count_if(collection.begin(), collection.end(),
                                      [](char c) { return c >= 'A' && c <= 'Z'; });
  return capitals <= 1 ? fold_case(collection) : std::string(collection);
}

std::string destination_id(const LoadDocument& source, std::string_view target,
                           const CommandRules& rules) {
  if (same_collection(source, target)) return source.id + rules.id_postfix;
  return fmt::format("{}/{}{}/", source.id, id_prefix(target), rules.id_postfix);
}

CommandRules command_rules(const Transformation& transformation) {
  CommandRules rules{.targets = {}, .id_postfix = transformation.document_id_postfix};
  const auto discovery = script::discover(transformation.script);
  if (discovery.is_empty) return rules;
  rules.targets = discovery.targets;
  rules.deletes_first =
      discovery.uses_add_attachment || discovery.uses_add_counter || discovery.uses_add_time_series;
  return rules;
}

Result<DocumentCommands> to_commands(const LoadDocument& source, const CommandRules& rules) {
  DocumentCommands commands;
  commands.document_id = source.id;
  commands.etag = source.etag;
  append_deletes(commands, source, rules);
  for (const auto& object : source.objects) TRY(append_object(commands, source, object, rules));
  append_own_items(commands, source, rules);
  return commands;
}

EncodedCommands encode_commands(const LoadBatch& batch, const CommandRules& rules) {
  EncodedCommands encoded;
  encoded.commands.reserve(batch.documents.size());
  for (const auto& document : batch.documents) {
    auto commands = to_commands(document, rules);
    if (commands) {
      encoded.commands.push_back(*std::move(commands));
    } else {
      encoded.rejected.push_back({.document_id = document.id,
                                  .etag = document.etag,
                                  .step = ErrorStep::kLoad,
                                  .message = std::move(commands).error().message});
    }
  }
  return encoded;
}

}  // namespace penstock::etl::document
