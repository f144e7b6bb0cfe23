#include "etl/document/commands.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "documents/document.h"

namespace penstock::etl::document {
namespace {

using documents::DocumentContent;

bool same_collection(const LoadDocument& source, std::string_view target) {
  return equal_ignoring_case(source.collection, target);
}

void separate(std::string& commands) {
  if (!commands.empty()) commands += ',';
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
                        const script::LoadedObject& object, const CommandRules& rules) {
  const auto content = TRY(DocumentContent::parse(object.json));
  // A document that stays in its collection keeps the name as it is spelled at the source.
  const bool keeps_collection =
      same_collection(source, object.target) && content.collection != documents::kEmptyCollection;
  const std::string id = destination_id(source, object.target, rules);
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

/// What was loaded for the document before goes, except what a put overwrites.
void append_deletes(DocumentCommands& commands, const LoadDocument& source,
                    const CommandRules& rules) {
  const auto is_delete = source.kind == LoadDocument::Kind::kDelete;
  if (rules.targets.empty()) {
    if (is_delete) append_delete(commands, source.id + rules.id_postfix, false);
    return;
  }
  const bool overwritten =
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

Result<DocumentCommands> to_commands(const LoadDocument& source, const CommandRules& rules) {
  DocumentCommands commands{
      .document_id = source.id, .etag = source.etag, .deletes = {}, .puts = {}, .count = 0};
  append_deletes(commands, source, rules);
  for (const auto& object : source.objects) TRY(append_put(commands, source, object, rules));
  return commands;
}

}  // namespace penstock::etl::document
