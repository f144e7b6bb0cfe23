#include "api/force_revision_command.h"

#include <utility>

#include "base/clock.h"
#include "base/json_object_text.h"
#include "documents/commit_tables.h"
#include "documents/derived_metadata.h"

namespace penstock::api {
namespace {

class ForceRevisionCommand final : public BatchCommand {
 public:
  explicit ForceRevisionCommand(std::string id) : id_(std::move(id)) {}

  Result<void> apply(BatchRun& run) const override {
    const auto forced = TRY(run.context.tables().revisions.force(id_));
    JsonObjectText result(run.results);
    result.json("RevisionCreated", forced.created ? "true" : "false");
    result.text("Type", "ForceRevisionCreation");
    if (forced.created) {
      const auto& document = forced.document;
      result.text("@id", document.id).text("@change-vector", document.change_vector);
      result.text("@last-modified", format_wire_time(document.last_modified));
      result.text("@flags", documents::DerivedMetadata::parse(document.derived).flags());
    }
    result.end();
    return {};
  }

 private:
  std::string id_;
};

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_force_revision_command(const CommandMembers& members) {
  return std::make_unique<ForceRevisionCommand>(TRY(members.required_text("Id")));
}

}  // namespace penstock::api
