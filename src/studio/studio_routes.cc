#include "studio/studio_routes.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http/gzip.h"
#include "studio/embedded_files.h"

namespace penstock::studio {
namespace {

constexpr std::string_view kPage = "index.html";
/// What is in there has a hash of its content in its name.
constexpr std::string_view kHashedFolder = "assets/";
constexpr std::size_t kFileBytesMax = 16u << 20;

constexpr std::string_view kWelcome =
    "This document database is running. Clients of the RavenDB protocol connect to this address;\n"
    "its page for people is at /studio, its metrics at /metrics, its health at /health/ready.\n";

/// Nothing if there is no such file.
const EmbeddedFile* find_file(std::string_view path) {
  const auto files = embedded_files();
  const auto found = std::ranges::find(files, path, &EmbeddedFile::path);
  return found == files.end() ? nullptr : &*found;
}

const EmbeddedFile& page() {
  const auto* file = find_file(kPage);
  CHECK(file != nullptr);
  return *file;
}

http::Fields common_headers() {
  return {{"Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
           "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; "
           "frame-ancestors 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"}};
}

http::Response text(int status, std::string body, http::Fields headers) {
  headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  return {status, std::move(headers), std::move(body)};
}

bool takes_gzip(const http::Request& request) {
  return request.header("Accept-Encoding").value_or("").find("gzip") != std::string_view::npos;
}

http::Response send_file(const EmbeddedFile& file, const http::Request& request) {
  auto headers = common_headers();
  const bool is_hashed = file.path.starts_with(kHashedFolder);
  headers.emplace_back("Cache-Control",
                       is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
  headers.emplace_back("ETag", file.etag);
  headers.emplace_back("Vary", "Accept-Encoding");
  if (request.header("If-None-Match") == file.etag) return {304, std::move(headers), ""};

  headers.emplace_back("Content-Type", file.content_type);
  if (takes_gzip(request)) {
    headers.emplace_back("Content-Encoding", "gzip");
    return {200, std::move(headers), std::string(file.gzip)};
  }
  auto plain = http::gunzip(file.gzip, kFileBytesMax);
  if (!plain) return text(500, plain.error().message + "\n", common_headers());
  return {200, std::move(headers), std::move(*plain)};
}

/// A path that is no file is one of the page's own: it shows the view that belongs to it. Only a
/// file with a hash in its name can be missing; it is of another version of the page.
http::Response answer(const http::Request& request, std::string_view path) {
  const auto* file = find_file(path);
  if (file == nullptr && path.starts_with(kHashedFolder)) {
    return text(404, "This version of the Studio has no such file.\n", common_headers());
  }
  return send_file(file == nullptr ? page() : *file, request);
}

}  // namespace

void register_studio_routes(http::Router& router) {
  router.add("GET", "/", security::Permission::kRegistered,
             [](const http::Request&, const http::Respond& respond) {
               respond(text(302, std::string(kWelcome), {{"Location", "/studio"}}));
             });
  router.add("GET", "/studio", security::Permission::kRegistered,
             [](const http::Request& request, const http::Respond& respond) {
               respond(send_file(page(), request));
             });
  router.add("GET", "/studio/{path...}", security::Permission::kRegistered,
             [](const http::Request& request, const http::Respond& respond) {
               respond(answer(request, request.segment("path")));
             });
}

}  // namespace penstock::studio
