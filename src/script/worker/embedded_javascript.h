#pragma once

#include <string_view>

// The JavaScript of the worker as text, one constant a file: written by embed.cmake. Each file
// but acorn.js, which defines the global `acorn`, is one expression that gives a function.
namespace penstock::script {

// NOLINTBEGIN(readability-identifier-naming): named after the files
extern const std::string_view kJavascript_acorn;
extern const std::string_view kJavascript_behaviors;
extern const std::string_view kJavascript_failures;
extern const std::string_view kJavascript_functions;
extern const std::string_view kJavascript_items;
extern const std::string_view kJavascript_linter;
extern const std::string_view kJavascript_lockdown;
extern const std::string_view kJavascript_numbers;
extern const std::string_view kJavascript_patches;
extern const std::string_view kJavascript_rewrite;
extern const std::string_view kJavascript_runner;
extern const std::string_view kJavascript_scopes;
// NOLINTEND(readability-identifier-naming)

}  // namespace penstock::script
