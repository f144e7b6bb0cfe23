#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "base/result.h"
#include "documents/compare_exchange.h"
#include "documents/database_snapshot.h"
#include "http/message.h"

namespace penstock::api {

/// {"Key": ..., "Index": ..., "Value": {"Object": ...}, "ChangeVector": null}, appended. The value
/// stands as it is stored, so that its numbers stay exact.
void append_compare_exchange(std::string& out, const documents::CompareExchangeValue& value);

/// The values of `keys` that are there, as a JSON object by key.
Result<std::string> compare_exchange_includes(const documents::DatabaseSnapshot& snapshot,
                                              const std::set<std::string>& keys);

/// The query parameter "index" of a change; 0 if there is none.
Result<std::uint64_t> expected_index(const http::Request& request);

}  // namespace penstock::api
