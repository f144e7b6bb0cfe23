#pragma once

#include <string>
#include <string_view>

namespace penstock::etl::sql {

/// A JSON array as PostgreSQL reads arrays: `{3,NULL,"a \"b\""}`, arrays within it likewise,
/// objects as their JSON text. `json` must be a valid array. Pure, thread-safe.
std::string array_text(std::string_view json);

}  // namespace penstock::etl::sql
