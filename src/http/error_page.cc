#include "http/error_page.h"

#include <string>

#include <fmt/format.h>

namespace penstock::http {
namespace {

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '&': escaped += "&amp;"; break;
      default: escaped.push_back(c);
    }
  }
  return escaped;
}

}  // namespace

bool wants_page(const Request& request) {
  return request.header("Accept").value_or("").find("text/html") != std::string_view::npos;
}

Response error_page(int status, std::string_view title, std::string_view sentence) {
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"},
           {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
           {"Cache-Control", "no-store"}},
          fmt::format("<!doctype html><html lang=\"en\"><title>{0} - Penstock</title>"
                      "<meta name=\"viewport\" content=\"width=device-width\">"
                      "<meta name=\"color-scheme\" content=\"light dark\">"
                      "<main><h1>{0}</h1><p>{1}</p></main>\n",
                      escape_html(title), escape_html(sentence))};
}

}  // namespace penstock::http
