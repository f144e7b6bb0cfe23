#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

// The passwords inside connection strings, in every form that drivers take:
//   Host=h;Username=u;Password=secret       keywords, parted by ";" (values may be quoted)
//   host=h user=u password='secret'         keywords, parted by blanks
//   postgresql://u:secret@h/db?password=..  URIs
// Where a form is ambiguous too much is masked, never too little.
namespace penstock::etl {

/// What people see in place of a secret. As a value in a PUT it means "the one you have".
inline constexpr std::string_view kSecretMark = "********";

/// `connection_string` with each secret replaced by kSecretMark; all else stays as it is.
std::string mask_secrets(std::string_view connection_string);

/// `given` with each kSecretMark replaced by the secret that `stored` has in that place.
/// Errors: kInvalidArgument if `stored` has none there.
Result<std::string> restore_secrets(std::string_view given, std::string_view stored);

}  // namespace penstock::etl
