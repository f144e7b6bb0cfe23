#include "patch/query_writes.h"

#include <memory>
#include <utility>

#include "base/text.h"
#include "documents/json_members.h"
#include "patch/patch_attempt.h"
#include "query/query_cursor.h"

namespace penstock::patch {
namespace {

using documents::Database;
using documents::Document;
using documents::WriteContext;
using query::Query;

/// A document as the query found it.
struct FoundDocument {
  std::string id;
  std::string change_vector;
};

/// What becomes of a part of the documents: one transaction.
using WritePart =
    std::function<Result<std::vector<std::string>>(const std::vector<FoundDocument>& part)>;

/// Whether a document still is what was found, or at least still matches.
bool is_still_found(const std::optional<Document>& now, const FoundDocument& found,
                    const Query& query) {
  if (!now) return false;
  if (now->change_vector == found.change_vector) return true;
  const bool is_of_collection =
      query.is_all_documents() || equal_ignoring_case(now->collection, query.collection);
  return is_of_collection && (!query.where || query::matches(*query.where, *now));
}

/// The next documents that fit into one transaction; none at the end.
Result<std::vector<FoundDocument>> next_part(query::QueryCursor& cursor) {
  std::vector<FoundDocument> part;
  std::size_t bytes = 0;
  while (part.size() < kQueryWriteDocumentsMax && bytes < kQueryWriteBytesMax) {
    const auto document = TRY(cursor.next());
    if (!document) break;
    bytes += document->body.size() + document->metadata.size();
    part.push_back({document->id, document->change_vector});
  }
  return part;
}

Result<QueryWriteProgress> write_parts(const Database& database, const Query& query,
                                       const WritePart& write, const QueryWriteReport& report,
                                       const std::stop_token& stop) {
  TRY(check_only_finds(query));
  const auto snapshot = TRY(database.snapshot());
  query::QueryCursor cursor(snapshot, query, stop);
  QueryWriteProgress progress;
  while (true) {
    if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "stopped before the end"};
    const auto part = TRY(next_part(cursor));
    if (part.empty()) return progress;
    progress.ids = TRY(write(part));
    progress.processed += part.size();
    progress.changed += progress.ids.size();
    if (report) report(progress);
  }
}

Result<std::vector<std::string>> delete_part(Database& database, const Query& query,
                                             const std::vector<FoundDocument>& part) {
  std::vector<std::string> deleted;
  TRY(database.write_and_wait([&](WriteContext& context) -> Result<void> {
    deleted.clear();
    for (const auto& found : part) {
      if (!is_still_found(TRY(context.get(found.id)), found, query)) continue;
      TRY(context.remove(found.id, {}));
      deleted.push_back(found.id);
    }
    return {};
  }));
  return deleted;
}

/// The script as if it began where it stands in the query, so that errors name places there.
PatchScript script_of(const Query& query, const std::string& arguments) {
  PatchScript script;
  script.text.append(static_cast<std::size_t>(query.update->place.line - 1), '\n');
  script.text.append(static_cast<std::size_t>(query.update->place.column - 1), ' ');
  script.text += query.update->text;
  script.arguments = arguments;
  script.alias = query.alias;
  documents::JsonMembers members(arguments);
  while (const auto member = members.next()) {
    const bool is_word = member->name.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
                         std::string_view::npos;
    if (is_word && !member->name.empty()) script.variables.emplace_back(member->name);
  }
  return script;
}

Result<PreparedTransaction> prepare_part(PatchScripts& scripts, const PatchScript& script,
                                         const Query& query, const std::vector<FoundDocument>& part,
                                         std::vector<std::string>& changed,
                                         const documents::DatabaseSnapshot& snapshot,
                                         const std::stop_token& stop) {
  PatchAttempt attempt(scripts, snapshot);
  auto prepared = std::make_shared<std::vector<PreparedPatch>>();
  changed.clear();
  for (const auto& found : part) {
    if (!is_still_found(TRY(snapshot.get(found.id)), found, query)) continue;
    PatchRequest request;
    request.id = found.id;
    request.script = script;
    auto patch = attempt.prepare(request, stop);
    if (!patch) return patch.error().within("document '" + found.id + "'");
    if (patch->content) changed.push_back(found.id);
    prepared->push_back(*std::move(patch));
  }
  return PreparedTransaction{attempt.read(), [prepared](WriteContext& context) -> Result<void> {
                               for (const auto& patch : *prepared) TRY(apply(patch, context));
                               return {};
                             }};
}

}  // namespace

Result<void> check_only_finds(const Query& query) {
  const bool only_finds =
      query.order_by.empty() && query.select.empty() && !query.distinct && query.includes.empty();
  if (only_finds) return {};
  return invalid_argument(
      "A query that changes documents takes no 'order by', 'select' and 'include'.");
}

Result<QueryWriteProgress> delete_by_query(Database& database, const Query& query,
                                           const QueryWriteReport& report,
                                           const std::stop_token& stop) {
  return write_parts(
      database, query,
      [&](const std::vector<FoundDocument>& part) { return delete_part(database, query, part); },
      report, stop);
}

Result<QueryWriteProgress> patch_by_query(Database& database, Patches& patches, const Query& query,
                                          const std::string& arguments,
                                          const QueryWriteReport& report,
                                          const std::stop_token& stop) {
  if (!query.update) return invalid_argument("The query has no 'update'.");
  const auto script = script_of(query, arguments);
  return write_parts(
      database, query,
      [&](const std::vector<FoundDocument>& part) -> Result<std::vector<std::string>> {
        std::vector<std::string> changed;
        TRY(patches.writes().write(
            database, part.front().id,
            [&](const documents::DatabaseSnapshot& snapshot, const std::stop_token& stopping) {
              return prepare_part(patches.scripts(), script, query, part, changed, snapshot,
                                  stopping);
            },
            stop));
        return changed;
      },
      report, stop);
}

}  // namespace penstock::patch
