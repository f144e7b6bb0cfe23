#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "etl/stored_checkpoint.h"

namespace penstock::etl::document {

/// The header of `bulk_docs` that carries a claim.
inline constexpr std::string_view kClaimHeader = "Penstock-Etl-Checkpoint";

/// A claim as the text of that header: one line of ASCII JSON.
std::string to_header(const BatchClaim& claim);

/// Errors: kInvalidArgument.
Result<BatchClaim> parse_claim(std::string_view header);

}  // namespace penstock::etl::document
