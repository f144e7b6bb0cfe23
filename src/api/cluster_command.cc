#include "api/cluster_command.h"

#include <charconv>
#include <utility>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/delete_command.h"
#include "api/put_command.h"
#include "base/json.h"
#include "base/json_object_text.h"
#include "base/text.h"
#include "documents/commit_tables.h"

namespace penstock::api {
namespace {

constexpr std::string_view kGuardPrefix = "rvn-atomic/";

Error index_conflict(std::string_view key, std::uint64_t expected, std::uint64_t actual) {
  return {ErrorCode::kConflict,
          fmt::format("The compare-exchange value '{}' has index {}, expected {}", key, actual,
                      expected)};
}

class CompareExchangePut final : public BatchCommand {
 public:
  CompareExchangePut(std::string key, std::string value, std::uint64_t index)
      : key_(std::move(key)), value_(std::move(value)), index_(index) {}

  Result<void> apply(BatchRun& run) const override {
    const auto outcome = TRY(run.context.tables().compare_exchange.put(key_, value_, index_));
    if (!outcome.successful) return index_conflict(key_, index_, outcome.index);
    JsonObjectText result(run.results);
    result.text("Type", "CompareExchangePUT").text("Key", key_);
    result.json("Index", std::to_string(outcome.index)).json("Value", *outcome.value);
    result.end();
    return {};
  }

 private:
  std::string key_;
  std::string value_;
  std::uint64_t index_;
};

class CompareExchangeDelete final : public BatchCommand {
 public:
  CompareExchangeDelete(std::string key, std::uint64_t index)
      : key_(std::move(key)), index_(index) {}

  Result<void> apply(BatchRun& run) const override {
    const auto outcome = TRY(run.context.tables().compare_exchange.remove(key_, index_));
    if (!outcome.successful) return index_conflict(key_, index_, outcome.index);
    JsonObjectText result(run.results);
    result.text("Type", "CompareExchangeDELETE").text("Key", key_);
    result.json("Index", std::to_string(outcome.index));
    result.end();
    return {};
  }

 private:
  std::string key_;
  std::uint64_t index_;
};

/// A change vector taken apart: "A:15-<database id>".
struct Version {
  std::uint64_t etag = 0;
  std::string_view origin;  ///< Node and database.
};

std::optional<Version> read_version(std::string_view change_vector) {
  const auto colon = change_vector.find(':');
  const auto dash = change_vector.find('-', colon == std::string_view::npos ? 0 : colon);
  if (colon == std::string_view::npos || dash == std::string_view::npos) return std::nullopt;
  Version version{.etag = 0, .origin = change_vector.substr(dash + 1)};
  const auto* end = change_vector.data() + dash;
  const auto [stopped, error] =
      std::from_chars(change_vector.data() + colon + 1, end, version.etag);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return version;
}

/// Whether who saw the document as `seen` has seen what was written as `written`.
bool has_seen(std::string_view seen, std::string_view written) {
  if (seen == written) return true;
  const auto left = read_version(seen);
  const auto right = read_version(written);
  return left && right && left->origin == right->origin && left->etag >= right->etag;
}

/// PUT or DELETE of a document, with its guard.
class GuardedCommand final : public BatchCommand {
 public:
  GuardedCommand(std::unique_ptr<BatchCommand> command, std::string id, std::string seen,
                 bool deletes)
      : command_(std::move(command)),
        id_(std::move(id)),
        seen_(std::move(seen)),
        deletes_(deletes) {}

  Result<void> apply(BatchRun& run) const override {
    TRY(check(run));
    TRY(command_->apply(run));
    return deletes_ ? remove_guard(run) : put_guard(run);
  }

 private:
  /// Of a document that an ordinary session deleted, the guard means nothing any more.
  Result<void> check(BatchRun& run) const {
    const auto guard = TRY(run.context.tables().compare_exchange.get(guard_of(id_)));
    const auto document = TRY(run.context.tables().documents.head(id_));
    if (!guard || !document) return {};
    const auto value = TRY(parse_json(guard->value));
    boost::system::error_code ignored;
    const auto* written = value.find_pointer("/Object/ChangeVector", ignored);
    const bool is_valid = written != nullptr && written->is_string();
    if (is_valid && has_seen(seen_, written->as_string())) return {};
    if (document->change_vector == seen_) return {};  // As after an import.
    return Error{
        ErrorCode::kConflict,
        fmt::format("Document {} was changed by another cluster-wide transaction: its guard '{}' "
                    "has index {}, expected the one that was loaded with change vector '{}'",
                    id_, guard->key, guard->index, seen_)};
  }

  static Result<void> put_guard(BatchRun& run) {
    auto& values = run.context.tables().compare_exchange;
    const auto key = guard_of(run.last_put_id);
    const auto before = TRY(values.get(key));
    std::string object;
    JsonObjectText(object)
        .text("Id", run.last_put_id)
        .text("ChangeVector", run.last_put_change_vector)
        .end();
    std::string value;
    JsonObjectText(value).json("Object", object).end();
    TRY(values.put(key, std::move(value), before ? before->index : 0));
    return {};
  }

  Result<void> remove_guard(BatchRun& run) const {
    auto& values = run.context.tables().compare_exchange;
    const auto before = TRY(values.get(guard_of(id_)));
    if (before) TRY(values.remove(before->key, before->index));
    return {};
  }

  static std::string guard_of(std::string_view id) { return std::string(kGuardPrefix).append(id); }

  std::unique_ptr<BatchCommand> command_;
  std::string id_;    ///< As sent.
  std::string seen_;  ///< The change vector that was loaded; empty if none was.
  bool deletes_;
};

Result<std::unique_ptr<BatchCommand>> parse_document_command(CommandParser parse,
                                                             const CommandMembers& members,
                                                             bool deletes, bool guards) {
  if (TRY(members.flag("IdPrefixed"))) {
    return invalid_argument("A cluster-wide transaction cannot delete by prefix.");
  }
  auto command = TRY(parse(members));
  if (!guards) return command;
  auto id = TRY(members.optional_text("Id")).value_or("");
  auto seen = TRY(members.optional_text("OriginalChangeVector")).value_or("");
  return std::make_unique<GuardedCommand>(std::move(command), std::move(id), std::move(seen),
                                          deletes);
}

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_compare_exchange_put(const CommandMembers& members) {
  auto key = TRY(members.required_text("Id"));
  auto value = TRY(documents::compare_exchange_text(TRY(members.object_text("Document"))));
  return std::make_unique<CompareExchangePut>(std::move(key), std::move(value),
                                              TRY(members.whole_number("Index")));
}

Result<std::unique_ptr<BatchCommand>> parse_compare_exchange_delete(const CommandMembers& members) {
  auto key = TRY(members.required_text("Id"));
  return std::make_unique<CompareExchangeDelete>(std::move(key),
                                                 TRY(members.whole_number("Index")));
}

Result<std::unique_ptr<BatchCommand>> parse_cluster_command(std::string_view type,
                                                            const CommandMembers& members,
                                                            bool guards_documents) {
  if (type == "PUT") {
    return parse_document_command(parse_put_command, members, false, guards_documents);
  }
  if (type == "DELETE") {
    return parse_document_command(parse_delete_command, members, true, guards_documents);
  }
  if (type == "CompareExchangePUT") return parse_compare_exchange_put(members);
  if (type == "CompareExchangeDELETE") return parse_compare_exchange_delete(members);
  return invalid_argument(fmt::format(
      "A cluster-wide transaction cannot have commands of type '{}'.", excerpt(type, 64)));
}

}  // namespace penstock::api
