// Export and import of a database as a dump (protocol, section 14.3).
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "api/smuggler/dump_import.h"
#include "api/smuggler/dump_options.h"
#include "api/smuggler/dump_record.h"
#include "api/smuggler/dump_source.h"
#include "base/text.h"
#include "http/gzip.h"
#include "http/gzip_source.h"
#include "http/multipart.h"
#include "http/url.h"
#include "security/caller.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::Database;

constexpr std::size_t kOptionsBytesMax = std::size_t{1} << 20;

Result<RunningOperation> begin_operation(Services& services, const http::Request& request,
                                         const Database& database, std::string_view type) {
  const auto operations = services.operations.of(database);
  const auto given = TRY(number_parameter(request, "operationId", 0));
  return operations->begin(given == 0 ? operations->next_id() : given,
                           {.type = std::string(type), .message = database.identity().name});
}

/// The configuration, with its connection strings, is for those who administer the database.
DumpOptions allowed(DumpOptions options, const http::Request& request, const Database& database) {
  if (!request.caller->may(Permission::kAdministerDatabase, database.identity().name)) {
    options.items.erase(DumpItem::kDatabaseRecord);
  }
  return options;
}

/// Everything, if the request has no body: so a browser saves a database by following a link.
Result<http::Response> export_database(Services& services, const http::Request& request,
                                       Database& database) {
  const auto options = allowed(TRY(DumpOptions::parse(request.body)), request, database);
  auto record = TRY(export_record(services, database, options));
  auto snapshot = TRY(database.snapshot());
  auto operation = TRY(begin_operation(services, request, database, "DatabaseExport"));
  const auto file = fmt::format("attachment; filename=\"{}.ravendbdump\"",
                                http::percent_encode(database.identity().name));
  return http::Response{
      200,
      {{"Content-Type", "application/octet-stream"}, {"Content-Disposition", file}},
      {},
      http::gzip_source(std::make_shared<DumpSource>(std::move(snapshot), options,
                                                     std::move(record), std::move(operation),
                                                     services.clock.now()))};
}

/// A body of which some was read to see what it is.
class RejoinedBody final : public http::BodyReader {
 public:
  /// `rest` must outlive this object.
  RejoinedBody(std::string first, http::BodyReader& rest) : first_(std::move(first)), rest_(rest) {}

  Result<std::optional<std::string>> read() override {
    if (!first_.empty()) return std::optional(std::exchange(first_, {}));
    return rest_.read();
  }

 private:
  std::string first_;
  http::BodyReader& rest_;
};

/// The JSON of a dump, which is compressed or not: its first bytes say so.
Result<std::unique_ptr<http::BodyReader>> plain_dump(http::BodyReader& dump) {
  constexpr std::string_view kZstandard = "\x28\xb5\x2f\xfd";
  std::string first;
  while (first.size() < kZstandard.size()) {
    const auto piece = TRY(dump.read());
    if (!piece) break;
    first += *piece;
  }
  if (first.empty()) return invalid_argument("the dump is empty");
  if (first.starts_with(kZstandard)) {
    return invalid_argument(
        "the dump is compressed with Zstandard, which is not supported; export it with Gzip");
  }
  const bool is_gzip = http::begins_as_gzip(first);
  auto body = std::make_unique<RejoinedBody>(std::move(first), dump);
  if (!is_gzip) return std::unique_ptr<http::BodyReader>(std::move(body));
  return http::gunzip_reader(std::move(body));
}

/// Ends the operation as it ended, and answers the same.
http::Response answer_import(const http::Request& request, RunningOperation& operation,
                             const Result<void>& outcome, SmugglerReport& report) {
  if (outcome) {
    auto result = report.to_json();
    operation.finish(json::value(result));
    return json_response(200, result);
  }
  auto error = outcome.error();
  error.message = fmt::format("The import has failed: {}. Imported before: {}.", error.message,
                              report.stored());
  operation.finish(error);
  return write_error(error, request);
}

Result<void> read_dump(Services& services, const security::Caller& caller, Database& database,
                       const DumpOptions& options, DumpImport& import, http::BodyReader& dump) {
  const auto plain = TRY(plain_dump(dump));
  TRY(import.run(*plain));
  // The configuration comes last: it is not about what the dump brings.
  if (import.record().empty()) return {};
  return import_record(services, database, caller, import.record(), options, import.report());
}

http::Response import_dump(Services& services, const http::Request& request, Database& database,
                           const DumpOptions& wanted, RunningOperation& operation,
                           http::BodyReader& dump) {
  const auto options = allowed(wanted, request, database);
  DumpImport import(database, options, operation, services.clock.now());
  const auto outcome = read_dump(services, *request.caller, database, options, import, dump);
  return answer_import(request, operation, outcome, import.report());
}

bool is_options(const http::MultipartReader& part) {
  const auto disposition = http::find_field(part.headers(), "Content-Disposition").value_or("");
  return fold_case(disposition).find("name=\"importoptions\"") != std::string::npos ||
         fold_case(disposition).ends_with("name=importoptions");
}

/// The options, then the dump, as the clients send it.
Result<http::Response> import_multipart(Services& services, const http::Request& request,
                                        Database& database, RunningOperation& operation,
                                        std::string_view content_type) {
  const auto boundary = TRY(http::multipart_boundary(content_type));
  http::MultipartReader parts(*request.body_reader, boundary);
  DumpOptions options;
  while (TRY(parts.next_part())) {
    if (!is_options(parts)) {
      return import_dump(services, request, database, options, operation, parts);
    }
    const auto text =
        TRY(http::read_whole(parts, kOptionsBytesMax, "'importOptions' are too large."));
    options = TRY(DumpOptions::parse(text));
  }
  return invalid_argument("No part of the body is a dump.");
}

/// A body that is not multipart is the dump itself, and everything in it is wanted.
Result<void> import_database(Services& services, const http::Request& request, Database& database,
                             const http::Respond& respond) {
  auto operation = TRY(begin_operation(services, request, database, "DatabaseImport"));
  const auto content_type = request.header("Content-Type").value_or("");
  if (!fold_case(content_type).starts_with("multipart/")) {
    respond(import_dump(services, request, database, {}, operation, *request.body_reader));
    return {};
  }
  auto response = import_multipart(services, request, database, operation, content_type);
  if (!response) operation.finish(response.error());
  respond(TRY(std::move(response)));
  return {};
}

}  // namespace

void register_smuggler_routes(http::Router& router, Services& services) {
  for (const auto* method : {"GET", "POST"}) {
    router.add(method, "/databases/{database}/smuggler/export", Permission::kReadDatabase,
               with_database(services,
                             DatabaseEndpoint([&services](const auto& request, Database& database) {
                               return export_database(services, request, database);
                             })));
  }
  router.add_streamed(
      "POST", "/databases/{database}/smuggler/import", Permission::kWriteDatabase,
      with_database(services, DatabaseCommand([&services](const auto& request, Database& database,
                                                          const http::Respond& respond) {
                      return import_database(services, request, database, respond);
                    })));
}

}  // namespace penstock::api
