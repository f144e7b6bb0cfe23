#include "api/delete_command.h"

#include <utility>

#include <fmt/format.h>

#include "base/json_object_text.h"

namespace penstock::api {
namespace {

void append_result(BatchRun& run, std::string_view id, std::size_t count,
                   std::string_view change_vector) {
  JsonObjectText result(run.results);
  result.text("Id", id).text("Type", "DELETE").json("Deleted", count > 0 ? "true" : "false");
  if (!change_vector.empty()) result.text("ChangeVector", change_vector);
  result.end();
  run.deleted += count;
}

class DeleteCommand final : public BatchCommand {
 public:
  DeleteCommand(std::string id, documents::ExpectedVersion expected)
      : id_(std::move(id)), expected_(std::move(expected)) {}

  Result<void> prepare(BatchPreparation& preparation) const override {
    preparation.attempt.will_remove(id_);
    return {};
  }

  Result<void> apply(BatchRun& run) const override {
    const auto removed = TRY(run.context.remove(id_, expected_));
    append_result(run, id_, removed.deleted ? 1 : 0, removed.change_vector);
    return {};
  }

 private:
  std::string id_;
  documents::ExpectedVersion expected_;
};

class DeletePrefixCommand final : public BatchCommand {
 public:
  explicit DeletePrefixCommand(std::string prefix) : prefix_(std::move(prefix)) {}

  Result<void> prepare(BatchPreparation& preparation) const override {
    preparation.attempt.will_remove_prefix(prefix_);
    return {};
  }

  Result<void> apply(BatchRun& run) const override {
    const auto removed = TRY(run.context.remove_prefix(prefix_, kPrefixDeletesMax + 1));
    if (removed > kPrefixDeletesMax) {
      return Error{ErrorCode::kTooLarge,
                   fmt::format("More than {} documents start with '{}'; that is too many for one "
                               "transaction.",
                               kPrefixDeletesMax, prefix_)};
    }
    append_result(run, prefix_, removed, {});
    return {};
  }

 private:
  std::string prefix_;
};

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_delete_command(const CommandMembers& members) {
  auto id = TRY(members.required_text("Id"));
  if (TRY(members.flag("IdPrefixed"))) return std::make_unique<DeletePrefixCommand>(std::move(id));
  return std::make_unique<DeleteCommand>(std::move(id), TRY(members.expected_version()));
}

}  // namespace penstock::api
