#include "patch/patch_attempt.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace penstock::patch {
namespace {

using documents::Document;
using documents::DocumentContent;
using documents::ExpectedVersion;
using documents::WriteContext;

/// What a script gets for a document that is about to be made.
std::string empty_document(std::string_view id) {
  std::string json = R"({"@metadata":{"@id":)";
  append_json_string(json, id);
  return json + "}}";
}

Result<void> check(const ExpectedVersion& expected, std::string_view change_vector) {
  if (!expected.change_vector || *expected.change_vector == change_vector) return {};
  return Error{ErrorCode::kConflict, "The document has another version than the patch expects."};
}

Result<void> apply_other(const PreparedPatch::Put& put, WriteContext& context) {
  TRY(context.put(put.id, put.content, put.expected));
  return {};
}

Result<void> apply_other(const PreparedPatch::Delete& removed, WriteContext& context) {
  TRY(context.remove(removed.id, removed.expected));
  return {};
}

}  // namespace

std::string_view to_string(PatchStatus status) {
  switch (status) {
    case PatchStatus::kDocumentDoesNotExist: return "DocumentDoesNotExist";
    case PatchStatus::kCreated: return "Created";
    case PatchStatus::kPatched: return "Patched";
    case PatchStatus::kSkipped: return "Skipped";
    case PatchStatus::kNotModified: return "NotModified";
  }
  return "";
}

Document unsaved_document(std::string_view id, const DocumentContent& content) {
  Document document;
  document.id = std::string(id);
  document.collection = content.collection;
  document.metadata = content.metadata;
  document.body = content.body;
  return document;
}

Result<PatchResult> apply(const PreparedPatch& patch, WriteContext& context) {
  PatchResult result{patch.status, TRY(context.get(patch.id))};
  if (patch.status == PatchStatus::kSkipped) return result;
  TRY(check(patch.expected, result.document ? result.document->change_vector : ""));
  for (const auto& other : patch.others) {
    TRY(std::visit([&](const auto& one) { return apply_other(one, context); }, other));
  }
  auto id = patch.id;
  if (patch.content) id = TRY(context.put(patch.id, *patch.content, {})).id;
  result.document = TRY(context.get(id));
  return result;
}

void PatchAttempt::will_put(std::string_view id, const DocumentContent& content) {
  will_be_[fold_case(id)] = unsaved_document(id, content).to_json();
}

void PatchAttempt::will_remove(std::string_view id) { will_be_[fold_case(id)] = std::nullopt; }

void PatchAttempt::will_remove_prefix(std::string_view prefix) {
  auto folded = fold_case(prefix);
  for (auto& [id, json] : will_be_) {
    if (id.starts_with(folded)) json.reset();
  }
  will_remove_.push_back(std::move(folded));
}

Result<PreparedPatch> PatchAttempt::prepare(const PatchRequest& request,
                                            const std::stop_token& stop) {
  auto found = TRY(find(request.id));
  PreparedPatch patch;
  patch.id = request.id;
  patch.expected = request.expected;
  patch.original = found.json;
  const auto is_expected = check(request.expected, found.change_vector);
  if (!is_expected && request.skip_on_mismatch) {
    patch.status = PatchStatus::kSkipped;
  } else if (!is_expected) {
    return is_expected.error();
  } else if (!found.json) {
    TRY(create(request, patch, stop));
  } else {
    TRY(run(request.script, *found.json, patch, stop));
    patch.status = patch.content ? PatchStatus::kPatched : PatchStatus::kNotModified;
  }
  return patch;
}

Result<void> PatchAttempt::create(const PatchRequest& request, PreparedPatch& patch,
                                  const std::stop_token& stop) {
  if (!request.if_missing && !request.create_if_missing) {
    patch.status = PatchStatus::kDocumentDoesNotExist;
    return {};
  }
  patch.status = PatchStatus::kCreated;
  auto document = request.create_if_missing.value_or(empty_document(request.id));
  patch.content = TRY(DocumentContent::parse(document));
  if (request.create_if_missing) {
    will_put(request.id, *patch.content);
    return {};
  }
  will_be_[fold_case(request.id)] = document;
  return run(*request.if_missing, document, patch, stop);
}

Result<void> PatchAttempt::run(const PatchScript& script, const std::string& document,
                               PreparedPatch& patch, const std::stop_token& stop) {
  auto outcomes = TRY(scripts_.run(script, {document}, *this, stop));
  auto effects = TRY(std::move(outcomes.front()));
  patch.output = std::move(effects.output);
  for (auto& other : effects.others) {
    if (auto* put = std::get_if<ScriptedPut>(&other)) {
      auto content = TRY(DocumentContent::parse(put->document));
      will_put(put->id, content);
      patch.others.emplace_back(
          PreparedPatch::Put{std::move(put->id), {put->change_vector}, std::move(content)});
    } else {
      auto& removed = std::get<ScriptedDelete>(other);
      will_remove(removed.id);
      patch.others.emplace_back(
          PreparedPatch::Delete{std::move(removed.id), {removed.change_vector}});
    }
  }
  if (!effects.document) return {};
  patch.content = TRY(DocumentContent::parse(*effects.document));
  will_be_[fold_case(patch.id)] = std::move(effects.document);
  return {};
}

Result<PatchAttempt::Found> PatchAttempt::find(std::string_view id) {
  const auto folded = fold_case(id);
  if (const auto known = will_be_.find(folded); known != will_be_.end()) {
    return Found{known->second, {}};
  }
  const auto document = TRY(snapshot_.get(id));
  Found found;
  if (document) found = {document->to_json(), document->change_vector};
  read_.insert_or_assign(folded, ReadVersion{std::string(id), found.change_vector});
  const bool is_removed =
      std::any_of(will_remove_.begin(), will_remove_.end(),
                  [&](const std::string& prefix) { return folded.starts_with(prefix); });
  return is_removed ? Found{} : found;
}

Result<std::optional<std::string>> PatchAttempt::load(std::string_view id) {
  return TRY(find(id)).json;
}

std::vector<ReadVersion> PatchAttempt::read() const {
  std::vector<ReadVersion> versions;
  versions.reserve(read_.size());
  for (const auto& [folded, version] : read_) versions.push_back(version);
  return versions;
}

}  // namespace penstock::patch
