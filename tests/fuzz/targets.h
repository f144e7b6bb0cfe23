#pragma once

#include <string_view>

// The targets of targets/, a file each; targets.cc names them.
namespace penstock::fuzzing {

void fuzz_batch(std::string_view input);
void fuzz_bulk_insert(std::string_view input);
void fuzz_certificate(std::string_view input);
void fuzz_change_vectors(std::string_view input);
void fuzz_connection_string(std::string_view input);
void fuzz_csv(std::string_view input);
void fuzz_destination_answers(std::string_view input);
void fuzz_document(std::string_view input);
void fuzz_document_lines(std::string_view input);
void fuzz_dump(std::string_view input);
void fuzz_etl_claim(std::string_view input);
void fuzz_etl_task(std::string_view input);
void fuzz_exact_numbers(std::string_view input);
void fuzz_gzip(std::string_view input);
void fuzz_http_routes(std::string_view input);
void fuzz_http_server(std::string_view input);
void fuzz_json(std::string_view input);
void fuzz_multipart(std::string_view input);
void fuzz_query(std::string_view input);
void fuzz_row_values(std::string_view input);
void fuzz_script_messages(std::string_view input);
void fuzz_script_outcomes(std::string_view input);
void fuzz_script_text(std::string_view input);
void fuzz_server_answers(std::string_view input);
void fuzz_stored_database(std::string_view input);
void fuzz_stored_records(std::string_view input);
void fuzz_url(std::string_view input);
void fuzz_watch_command(std::string_view input);
void fuzz_wire_time(std::string_view input);

}  // namespace penstock::fuzzing
