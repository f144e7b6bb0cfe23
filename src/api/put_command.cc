#include "api/put_command.h"

#include <utility>

#include "base/clock.h"
#include "base/json_object_text.h"
#include "documents/commit_tables.h"
#include "documents/document.h"

namespace penstock::api {
namespace {

class PutCommand final : public BatchCommand {
 public:
  PutCommand(std::string id, documents::DocumentContent content,
             documents::ExpectedVersion expected, bool keeps_former)
      : id_(std::move(id)),
        content_(std::move(content)),
        expected_(std::move(expected)),
        keeps_former_(keeps_former) {}

  Result<void> prepare(BatchPreparation& preparation) const override {
    const bool is_whole = !id_.empty() && !id_.ends_with('/') && !id_.ends_with('|');
    if (is_whole) preparation.attempt.will_put(id_, content_);
    return {};
  }

  Result<void> apply(BatchRun& run) const override {
    if (keeps_former_) TRY(run.context.tables().revisions.keep_present(id_));
    auto put = TRY(run.context.put(id_, content_, expected_));
    JsonObjectText result(run.results);
    result.text("Type", "PUT").text("@id", put.id).text("@collection", put.collection);
    result.text("@change-vector", put.change_vector);
    result.text("@last-modified", format_wire_time(put.last_modified));
    if (!put.flags.empty()) result.text("@flags", put.flags);
    result.end();
    ++run.written;
    run.last_put_id = std::move(put.id);
    run.last_put_change_vector = std::move(put.change_vector);
    return {};
  }

 private:
  std::string id_;  ///< As sent: the final one is made when it is applied.
  documents::DocumentContent content_;
  documents::ExpectedVersion expected_;
  bool keeps_former_;  ///< Makes a revision of the version that is replaced.
};

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_put_command(const CommandMembers& members) {
  const auto forced = TRY(members.optional_text("ForceRevisionCreationStrategy")).value_or("None");
  if (forced != "None" && forced != "Before") {
    return invalid_argument("'ForceRevisionCreationStrategy' is neither 'None' nor 'Before'.");
  }
  auto id = TRY(members.optional_text("Id")).value_or("");
  auto content = TRY(documents::DocumentContent::parse(TRY(members.object_text("Document"))));
  return std::make_unique<PutCommand>(std::move(id), std::move(content),
                                      TRY(members.expected_version()), forced == "Before");
}

}  // namespace penstock::api
