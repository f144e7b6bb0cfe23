#include "api/attachment_commands.h"

#include <string>
#include <utility>

#include "api/etl_target.h"
#include "base/json_object_text.h"
#include "documents/attachment.h"
#include "documents/commit_tables.h"

namespace penstock::api {
namespace {

using documents::Attachment;
using documents::AttachmentName;

struct Target {
  std::string id;
  std::string name;

  AttachmentName view() const { return {id, name}; }
};

Result<Target> read_target(const CommandMembers& members, std::string_view id,
                           std::string_view name) {
  Target target;
  target.id = TRY(members.required_text(id));
  target.name = TRY(members.required_text(name));
  TRY(documents::check_attachment_name(target.name));
  return target;
}

JsonObjectText& add_details(JsonObjectText& result, const Attachment& attachment) {
  return result.text("ChangeVector", attachment.change_vector)
      .text("Hash", attachment.wire_hash())
      .text("ContentType", attachment.content_type)
      .json("Size", std::to_string(attachment.size));
}

/// The source of a copy, as far as the answer depends on it: the copy itself fails without one.
Result<void> look_for(const AttachmentName& source, BatchRun& run) {
  run.misses_attachment = !TRY(run.context.tables().attachments.find(source)).has_value();
  return {};
}

void end_with_vector(JsonObjectText& result, BatchRun& run, std::string_view document_id) {
  run.late_vectors.promise(run.results.size(), "DocumentChangeVector", document_id);
  result.end();
}

class AttachmentPut final : public BatchCommand {
 public:
  AttachmentPut(Target target, std::string content_type, documents::ExpectedVersion expected,
                bool from_etl)
      : target_(std::move(target)),
        content_type_(std::move(content_type)),
        expected_(std::move(expected)),
        from_etl_(from_etl) {}

  bool takes_content() const override { return true; }

  Result<void> apply(BatchRun& run) const override {
    const auto& content = *run.contents[run.contents_taken++];
    auto& tables = run.context.tables();
    auto target = target_;
    if (from_etl_) target.id = TRY(etl_target(target.id, run));
    JsonObjectText result(run.results);
    result.text("Id", target.id).text("Type", "AttachmentPUT").text("Name", target.name);
    if (!from_etl_ || TRY(tables.documents.head(target.id))) {
      add_details(result,
                  TRY(tables.attachments.put(target.view(), content_type_, content, expected_)));
      run.late_vectors.note_change(target.id);
    }
    end_with_vector(result, run, target.id);
    return {};
  }

 private:
  Target target_;
  std::string content_type_;
  documents::ExpectedVersion expected_;
  bool from_etl_;  ///< A document that is not there is passed over.
};

class AttachmentDelete final : public BatchCommand {
 public:
  AttachmentDelete(Target target, documents::ExpectedVersion expected)
      : target_(std::move(target)), expected_(std::move(expected)) {}

  Result<void> apply(BatchRun& run) const override {
    if (TRY(run.context.tables().attachments.remove(target_.view(), expected_))) {
      run.late_vectors.note_change(target_.id);
    }
    JsonObjectText result(run.results);
    result.text("Type", "AttachmentDELETE").text("@id", target_.id).text("Name", target_.name);
    end_with_vector(result, run, target_.id);
    return {};
  }

 private:
  Target target_;
  documents::ExpectedVersion expected_;
};

/// From one name to another, of the same document or another one.
class AttachmentTransfer : public BatchCommand {
 public:
  AttachmentTransfer(Target from, Target to, documents::ExpectedVersion expected)
      : from_(std::move(from)), to_(std::move(to)), expected_(std::move(expected)) {}

 protected:
  const Target from_;
  const Target to_;
  const documents::ExpectedVersion expected_;
};

class AttachmentCopy final : public AttachmentTransfer {
 public:
  using AttachmentTransfer::AttachmentTransfer;

  Result<void> apply(BatchRun& run) const override {
    TRY(look_for(from_.view(), run));
    const auto copied =
        TRY(run.context.tables().attachments.copy(from_.view(), to_.view(), expected_));
    run.late_vectors.note_change(to_.id);
    JsonObjectText result(run.results);
    result.text("Id", to_.id).text("Type", "AttachmentCOPY").text("Name", to_.name);
    end_with_vector(add_details(result, copied), run, to_.id);
    return {};
  }
};

class AttachmentMove final : public AttachmentTransfer {
 public:
  using AttachmentTransfer::AttachmentTransfer;

  Result<void> apply(BatchRun& run) const override {
    TRY(look_for(from_.view(), run));
    const auto moved =
        TRY(run.context.tables().attachments.move(from_.view(), to_.view(), expected_));
    run.late_vectors.note_change(from_.id);
    run.late_vectors.note_change(to_.id);
    JsonObjectText result(run.results);
    result.text("Id", from_.id).text("Type", "AttachmentMOVE").text("Name", from_.name);
    result.text("DestinationId", to_.id).text("DestinationName", to_.name);
    add_details(result, moved);
    run.late_vectors.promise(run.results.size(), "DestinationDocumentChangeVector", to_.id);
    end_with_vector(result, run, from_.id);
    return {};
  }
};

template <typename Command>
Result<std::unique_ptr<BatchCommand>> parse_transfer(const CommandMembers& members) {
  const auto type = TRY(members.optional_text("AttachmentType")).value_or("Document");
  if (type != "Document") return invalid_argument("'AttachmentType' can only be 'Document'.");
  return std::make_unique<Command>(TRY(read_target(members, "Id", "Name")),
                                   TRY(read_target(members, "DestinationId", "DestinationName")),
                                   TRY(members.expected_version()));
}

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_attachment_put(const CommandMembers& members) {
  auto content_type = TRY(members.optional_text("ContentType")).value_or("");
  TRY(documents::check_content_type(content_type));
  if (TRY(members.optional_object_text("RemoteParameters"))) {
    return invalid_argument("Attachments are kept here only: 'RemoteParameters' is not supported.");
  }
  return std::make_unique<AttachmentPut>(TRY(read_target(members, "Id", "Name")),
                                         std::move(content_type), TRY(members.expected_version()),
                                         TRY(members.flag("FromEtl")));
}

Result<std::unique_ptr<BatchCommand>> parse_attachment_delete(const CommandMembers& members) {
  return std::make_unique<AttachmentDelete>(TRY(read_target(members, "Id", "Name")),
                                            TRY(members.expected_version()));
}

Result<std::unique_ptr<BatchCommand>> parse_attachment_copy(const CommandMembers& members) {
  return parse_transfer<AttachmentCopy>(members);
}

Result<std::unique_ptr<BatchCommand>> parse_attachment_move(const CommandMembers& members) {
  return parse_transfer<AttachmentMove>(members);
}

}  // namespace penstock::api
