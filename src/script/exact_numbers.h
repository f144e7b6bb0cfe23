#pragma once

#include <string_view>

namespace penstock::script {

/// Whether every number in the JSON `text` reads into a double and back with the same value.
/// Costs a few percent of parsing for the usual document, without long numbers or exponents.
/// May be wrong in one direction only: false for a text whose numbers fit. Thread-safe.
bool numbers_fit_doubles(std::string_view text);

}  // namespace penstock::script
