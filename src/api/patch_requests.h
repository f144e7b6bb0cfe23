#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "patch/patch_attempt.h"

// Patches as clients send them, and what they are answered with (protocol, sections 3.7 and 4.1).
namespace penstock::api {

/// {"Script": "this.n = args.v", "Values": {"v": 1}}; nothing for null. Numbers in the values keep
/// their digits. Errors: kInvalidArgument.
Result<std::optional<patch::PatchScript>> parse_patch_script(std::string_view json);

/// {"Patch": {…}, "PatchIfMissing": {…}}: the body of a PATCH, without id and version.
/// Errors: kInvalidArgument.
Result<patch::PatchRequest> parse_patch(std::string_view json);

/// What a patch did beyond its document, for who asks: {"Info": […], "Actions": {…}}.
std::string patch_debug_to_json(const patch::PreparedPatch& patch);

}  // namespace penstock::api
