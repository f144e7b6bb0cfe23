#include "fuzz/targets.h"

#include <algorithm>
#include <array>

#include "fuzz/target.h"

namespace penstock::fuzzing {
namespace {

constexpr std::array kTargets{
    Target{"batch", fuzz_batch, 5000},
    Target{"bulk_insert", fuzz_bulk_insert, 3000},
    Target{"certificate", fuzz_certificate},
    Target{"change_vectors", fuzz_change_vectors, 3000},
    Target{"connection_string", fuzz_connection_string},
    Target{"csv", fuzz_csv},
    Target{"destination_answers", fuzz_destination_answers},
    Target{"document", fuzz_document},
    Target{"document_lines", fuzz_document_lines},
    Target{"dump", fuzz_dump, 3000},
    Target{"etl_claim", fuzz_etl_claim},
    Target{"etl_task", fuzz_etl_task},
    Target{"exact_numbers", fuzz_exact_numbers},
    Target{"gzip", fuzz_gzip, 200},
    Target{"http_routes", fuzz_http_routes, 300},
    Target{"http_server", fuzz_http_server, 200},
    Target{"json", fuzz_json},
    Target{"multipart", fuzz_multipart},
    Target{"query", fuzz_query},
    Target{"row_values", fuzz_row_values},
    Target{"script_messages", fuzz_script_messages},
    Target{"script_outcomes", fuzz_script_outcomes},
    Target{"script_text", fuzz_script_text},
    Target{"server_answers", fuzz_server_answers},
    Target{"stored_database", fuzz_stored_database, 500},
    Target{"stored_records", fuzz_stored_records},
    Target{"url", fuzz_url},
    Target{"watch_command", fuzz_watch_command},
    Target{"wire_time", fuzz_wire_time},
};

}  // namespace

std::span<const Target> all_targets() { return kTargets; }

const Target* find_target(std::string_view name) {
  const auto* const found = std::ranges::find(kTargets, name, &Target::name);
  return found == kTargets.end() ? nullptr : found;
}

}  // namespace penstock::fuzzing
