// Attachments one by one, streamed in and out (protocol, section 7).
#include <deque>
#include <memory>
#include <utility>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/attachment_source.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/json_object_text.h"
#include "base/text.h"
#include "documents/attachment.h"
#include "documents/attachment_reader.h"
#include "documents/commit_tables.h"
#include "documents/revision_reader.h"
#include "http/byte_range.h"
#include "http/url.h"

namespace penstock::api {
namespace {

using documents::Attachment;
using documents::AttachmentReader;
using documents::Database;
using documents::DatabaseSnapshot;
using documents::RevisionReader;

/// Attachments that one request may ask for.
constexpr std::size_t kBulkMax = 1024;

/// The attachment that the query parameters name.
struct Target {
  std::string id;
  std::string name;

  documents::AttachmentName view() const { return {id, name}; }
};

Result<Target> read_target(const http::Request& request) {
  Target target;
  target.id = TRY(required_parameter(request, "id"));
  target.name = TRY(required_parameter(request, "name"));
  TRY(documents::check_attachment_name(target.name));
  return target;
}

Result<documents::ContentRecord> content_of(const AttachmentReader& reader,
                                            const Attachment& attachment) {
  auto content = TRY(reader.find_content(attachment.hash));
  if (content) return *std::move(content);
  return corruption(fmt::format("the content of attachment {} is missing", attachment.name));
}

/// RFC 6266: the name as it is for those who read "filename*", a likeness for the others.
std::string content_disposition(std::string_view name) {
  std::string likeness;
  for (const char c : name) {
    const bool is_plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    likeness.push_back(is_plain ? c : '_');
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", likeness,
                     http::percent_encode(name));
}

http::Fields headers_of(const Attachment& attachment) {
  http::Fields headers = {{"Attachment-Hash", attachment.wire_hash()},
                          {"Attachment-Size", std::to_string(attachment.size)},
                          {"ETag", fmt::format("\"{}\"", attachment.change_vector)},
                          {"Content-Disposition", content_disposition(attachment.name)},
                          {"Accept-Ranges", "bytes"},
                          {"X-Content-Type-Options", "nosniff"}};
  if (!attachment.content_type.empty()) {
    headers.emplace_back("Content-Type", attachment.content_type);
  }
  return headers;
}

http::Response out_of_range(const Error& error, const Attachment& attachment,
                            const http::Request& request) {
  auto response = http::error_response(416, "Raven.Client.Exceptions.BadRequestException",
                                       error.message, request.target);
  response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", attachment.size));
  return response;
}

/// Of `snapshot`.
Result<http::Response> answer_with(const std::optional<Attachment>& attachment,
                                   std::shared_ptr<const DatabaseSnapshot> snapshot,
                                   const http::Request& request) {
  if (!attachment) return empty_response(404);
  http::Response response{200, headers_of(*attachment), {}, {}};
  if (etag_header(request, "If-None-Match") == attachment->change_vector) {
    response.status = 304;
    return response;
  }
  http::ByteRange part{.offset = 0, .size = attachment->size};
  if (const auto header = request.header("Range")) {
    const auto range = http::parse_range(*header, attachment->size);
    if (!range && range.error().code == ErrorCode::kTooLarge) {
      return out_of_range(range.error(), *attachment, request);
    }
    if (!range) return range.error();
    if (*range) {
      part = **range;
      response.status = 206;
      response.headers.emplace_back(
          "Content-Range", fmt::format("bytes {}-{}/{}", part.offset, part.offset + part.size - 1,
                                       attachment->size));
    }
  }
  auto content = TRY(content_of(AttachmentReader(snapshot->storage()), *attachment));
  std::deque<AttachmentSource::Section> sections;
  sections.push_back({std::move(content), part.offset, part.size});
  response.source =
      std::make_shared<AttachmentSource>(std::move(snapshot), "", std::move(sections));
  return response;
}

Result<http::Response> get_attachment(const http::Request& request, Database& database) {
  const auto target = TRY(read_target(request));
  auto snapshot = std::make_shared<const DatabaseSnapshot>(TRY(database.snapshot()));
  const auto attachment = TRY(AttachmentReader(snapshot->storage()).find(target.id, target.name));
  return answer_with(attachment, std::move(snapshot), request);
}

Result<http::Response> get_attachment_of_revision(const http::Request& request,
                                                  const std::string& change_vector,
                                                  Database& database) {
  const auto target = TRY(read_target(request));
  auto snapshot = std::make_shared<const DatabaseSnapshot>(TRY(database.snapshot()));
  const auto attachment =
      TRY(RevisionReader(snapshot->storage()).attachment(change_vector, target.id, target.name));
  return answer_with(attachment, std::move(snapshot), request);
}

/// With a body that says whether the document's attachment is meant or that of a revision.
Result<http::Response> post_for_attachment(const http::Request& request, Database& database) {
  const auto body = TRY(object_body(request));
  const auto type = TRY(string_member(body, "Type"));
  if (type.empty() || type == "Document") return get_attachment(request, database);
  if (type != "Revision") {
    return invalid_argument(fmt::format("There is no 'Type' '{}'.", excerpt(type, 64)));
  }
  const auto change_vector = TRY(string_member(body, "ChangeVector"));
  if (change_vector.empty()) return invalid_argument("'ChangeVector' is missing.");
  return get_attachment_of_revision(request, change_vector, database);
}

std::string details_of(const Attachment& attachment) {
  std::string json;
  JsonObjectText(json)
      .text("ChangeVector", attachment.change_vector)
      .text("Name", attachment.name)
      .text("DocumentId", attachment.document_id)
      .text("ContentType", attachment.content_type)
      .text("Hash", attachment.wire_hash())
      .json("Size", std::to_string(attachment.size))
      .end();
  return json;
}

/// The details of those that there are, in a JSON object, and behind it their bytes in the same
/// order.
Result<http::Response> get_many(const http::Request& request, Database& database) {
  const auto body = TRY(object_body(request));
  const auto* wanted = body.if_contains("Attachments");
  if (wanted == nullptr || !wanted->is_array()) {
    return invalid_argument("'Attachments' has to be an array.");
  }
  if (wanted->get_array().size() > kBulkMax) {
    return invalid_argument(fmt::format("More than {} attachments are asked for.", kBulkMax));
  }
  const auto snapshot = std::make_shared<const DatabaseSnapshot>(TRY(database.snapshot()));
  const AttachmentReader reader(snapshot->storage());
  std::string details;
  std::deque<AttachmentSource::Section> sections;
  for (const auto& item : wanted->get_array()) {
    const auto* object = item.if_object();
    if (object == nullptr) return invalid_argument("'Attachments' has to hold objects.");
    const auto attachment = TRY(reader.find(TRY(string_member(*object, "DocumentId")),
                                            TRY(string_member(*object, "Name"))));
    if (!attachment) continue;
    details += (details.empty() ? "" : ",") + details_of(*attachment);
    sections.push_back({TRY(content_of(reader, *attachment)), 0, attachment->size});
  }
  auto head = fmt::format(R"({{"AttachmentsMetadata":[{}]}})", details);
  return http::Response{
      200,
      {{"Content-Type", "application/octet-stream"}},
      {},
      std::make_shared<AttachmentSource>(snapshot, std::move(head), std::move(sections))};
}

Result<void> put_attachment(const http::Request& request, Database& database,
                            const http::Respond& respond) {
  const auto target = TRY(read_target(request));
  const auto content_type = std::string(request.parameter("contentType").value_or(""));
  TRY(documents::check_content_type(content_type));
  if (!TRY(TRY(database.snapshot()).get(target.id))) {  // Told before all the bytes have come.
    respond(write_error(not_found(fmt::format("Document {} does not exist", target.id)), request));
    return {};
  }
  const auto stager = database.stage_content();
  while (const auto piece = TRY(request.body_reader->read())) TRY(stager->append(*piece));
  const auto content = TRY(stager->finish());
  const auto attached = std::make_shared<Attachment>();
  database.write(
      [target, content_type, content, attached,
       expected = documents::ExpectedVersion{etag_header(request, "If-Match")}](
          documents::WriteContext& context) -> Result<void> {
        auto& attachments = context.tables().attachments;
        *attached = TRY(attachments.put(target.view(), content_type, *content, expected));
        TRY(attachments.update_document(target.id));
        return {};
      },
      answer_written(request, respond,
                     [attached] { return http::json_response(201, details_of(*attached)); }));
  return {};
}

Result<void> delete_attachment(const http::Request& request, Database& database,
                               const http::Respond& respond) {
  const auto target = TRY(read_target(request));
  database.write(
      [target, expected = documents::ExpectedVersion{etag_header(request, "If-Match")}](
          documents::WriteContext& context) -> Result<void> {
        auto& attachments = context.tables().attachments;
        if (TRY(attachments.remove(target.view(), expected))) {
          TRY(attachments.update_document(target.id));
        }
        return {};
      },
      answer_written(request, respond, [] { return empty_response(204); }));
  return {};
}

}  // namespace

void register_attachment_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/attachments";
  router.add("GET", kPath, Permission::kReadDatabase,
             with_database(services, DatabaseEndpoint(get_attachment)));
  router.add("POST", kPath, Permission::kReadDatabase,
             with_database(services, DatabaseEndpoint(post_for_attachment)));
  router.add("DELETE", kPath, Permission::kWriteDatabase,
             with_database(services, DatabaseCommand(delete_attachment)));
  router.add_streamed("PUT", kPath, Permission::kWriteDatabase,
                      with_database(services, DatabaseCommand(put_attachment)));
  router.add("POST", "/databases/{database}/attachments/bulk", Permission::kReadDatabase,
             with_database(services, DatabaseEndpoint(get_many)));
}

}  // namespace penstock::api
