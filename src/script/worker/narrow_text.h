#pragma once

#include <string_view>

#include <JavaScriptCore/JavaScript.h>

namespace penstock::script {

/// A text of the engine that has one byte a character: what is parsed from it, and written from
/// what was parsed, costs less than with two. Null if the engine cannot be given one. To be given
/// back by JSStringRelease().
JSStringRef create_narrow_text(std::string_view ascii);

}  // namespace penstock::script
