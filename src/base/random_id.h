#pragma once

#include <optional>
#include <string>
#include <string_view>

// Names that nobody else has. Thread-safe.
namespace penstock {

/// A random GUID in lower case: "8f14e45f-ceea-467f-9575-2f5a8f8e1c3d".
std::string new_guid();

/// The 16 bytes of `guid` in base64 without padding: 22 characters. Nothing if it is not a GUID.
std::optional<std::string> guid_to_base64(std::string_view guid);

}  // namespace penstock
