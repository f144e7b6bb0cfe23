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
void append_document(std::string& out, const DocumentContent& content, std::string_view collection,
                     std::string_view id) {
  out.append(content.body, 0, content.body.size() - 1);
  if (content.body != "{}") out += ',';
  out += R"("@metadata":{)";
  if (collection != documents::kEmptyCollection) {
    out += R"("@collection":)";
    append_json_string(out, collection);
    out += ',';
  }
  if (content.metadata != "{}") {
    out.append(content.metadata, 1, content.metadata.size() - 2);
    out += ',';
  }
  out += R"("@id":)";
  append_json_string(out, id);
  out += "}}";
}

Result<void> append_put(DocumentCommands& commands, const LoadDocument& source,
                        const LoadObject& object, const std::string& id) {
  const auto content = TRY(DocumentContent::parse(object.json));
  // A document that stays in its collection keeps the name as it is spelled at the source.
  const bool keeps_collection =
      same_collection(source, object.target) && content.collection != documents::kEmptyCollection;
  separate(commands.puts);
  commands.puts += R"({"Id":)";
  append_json_string(commands.puts, id);
  commands.puts += R"(,"ChangeVector":null,"Document":)";
  append_document(commands.puts, content,
                  keeps_collection ? std::string_view(content.collection) : object.target, id);
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

}  // namespace penstock::etl::document
