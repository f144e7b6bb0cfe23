#include "api/patch_command.h"

#include <utility>

#include "api/patch_requests.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/json_object_text.h"

namespace penstock::api {
namespace {

using patch::PatchRequest;
using patch::PatchResult;

/// Writes what was prepared for one request.
Result<PatchResult> apply_next(BatchRun& run) {
  CHECK(!run.patches.empty());
  const auto& prepared = run.patches.front();
  run.patches = run.patches.subspan(1);
  auto result = TRY(patch::apply(prepared, run.context));
  if (prepared.content) ++run.written;
  return result;
}

class PatchCommand final : public BatchCommand {
 public:
  PatchCommand(PatchRequest request, bool returns_document)
      : request_(std::move(request)), returns_document_(returns_document) {}

  std::string_view patched_id() const override { return request_.id; }

  Result<void> prepare(BatchPreparation& preparation) const override {
    preparation.patches.push_back(TRY(preparation.attempt.prepare(request_, preparation.stop)));
    return {};
  }

  Result<void> apply(BatchRun& run) const override {
    const auto result = TRY(apply_next(run));
    const auto& document = result.document;
    JsonObjectText text(run.results);
    text.text("Id", document ? document->id : request_.id);
    if (document) {
      text.text("ChangeVector", document->change_vector);
      text.text("LastModified", format_wire_time(document->last_modified));
    }
    text.text("Type", "PATCH").text("PatchStatus", to_string(result.status)).json("Debug", "null");
    if (document && returns_document_) text.json("ModifiedDocument", document->to_json());
    text.end();
    return {};
  }

 private:
  PatchRequest request_;
  bool returns_document_;
};

class BatchPatchCommand final : public BatchCommand {
 public:
  explicit BatchPatchCommand(std::vector<PatchRequest> requests) : requests_(std::move(requests)) {}

  std::string_view patched_id() const override { return requests_.front().id; }

  Result<void> prepare(BatchPreparation& preparation) const override {
    for (const auto& request : requests_) {
      preparation.patches.push_back(TRY(preparation.attempt.prepare(request, preparation.stop)));
    }
    return {};
  }

  Result<void> apply(BatchRun& run) const override {
    for (std::size_t i = 0; i < requests_.size(); ++i) TRY(apply_next(run));
    JsonObjectText(run.results).text("Type", "BatchPATCH").end();
    return {};
  }

 private:
  std::vector<PatchRequest> requests_;  ///< At least one.
};

/// "Patch" and "PatchIfMissing".
Result<PatchRequest> read_scripts(const CommandMembers& members) {
  PatchRequest request;
  auto script = parse_patch_script(TRY(members.object_text("Patch")));
  if (!script) return script.error();
  if (*script) request.script = **std::move(script);
  if (const auto text = TRY(members.optional_object_text("PatchIfMissing"))) {
    request.if_missing = TRY(parse_patch_script(*text));
  }
  return request;
}

Result<std::vector<PatchRequest>> read_requests(const PatchRequest& scripts,
                                                const boost::json::array& ids) {
  std::vector<PatchRequest> requests;
  const auto wrong = invalid_argument("'Ids' is not a list of {\"Id\", \"ChangeVector\"}.");
  for (const auto& element : ids) {
    const auto* object = element.if_object();
    const auto* id = object == nullptr ? nullptr : object->if_contains("Id");
    if (id == nullptr || !id->is_string() || id->get_string().empty()) return wrong;
    auto request = scripts;
    request.id = std::string(id->get_string());
    const auto* version = object->if_contains("ChangeVector");
    if (version != nullptr && !version->is_null()) {
      if (!version->is_string()) return wrong;
      request.expected.change_vector = std::string(version->get_string());
    }
    requests.push_back(std::move(request));
  }
  if (requests.empty()) return invalid_argument("'Ids' is empty.");
  return requests;
}

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_patch_command(const CommandMembers& members) {
  auto request = TRY(read_scripts(members));
  request.id = TRY(members.required_text("Id"));
  request.expected = TRY(members.expected_version());
  if (const auto text = TRY(members.optional_object_text("CreateIfMissing"))) {
    request.create_if_missing = std::string(*text);
  }
  const auto returns_document = TRY(members.flag("ReturnDocument"));
  return std::make_unique<PatchCommand>(std::move(request), returns_document);
}

Result<std::unique_ptr<BatchCommand>> parse_batch_patch_command(const CommandMembers& members) {
  const auto scripts = TRY(read_scripts(members));
  return std::make_unique<BatchPatchCommand>(
      TRY(read_requests(scripts, TRY(members.array("Ids")))));
}

}  // namespace penstock::api
