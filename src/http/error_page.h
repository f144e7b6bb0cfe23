#pragma once

#include <string_view>

#include "http/message.h"

// Failures as a page for a person with a browser.
namespace penstock::http {

/// Whether the request comes from a browser that would show the answer.
bool wants_page(const Request& request);

/// Both texts are put on the page as they are, never as markup.
Response error_page(int status, std::string_view title, std::string_view sentence);

}  // namespace penstock::http
