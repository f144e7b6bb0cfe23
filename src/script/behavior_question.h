#pragma once

#include <string>
#include <string_view>

// Inputs that ask a behaviour function of a script, and leave the script itself alone: the JSON
// text of a ScriptInput. The answer is in DocumentOutcome, `keeps_earlier` or an item. A function
// that the script does not have lets documents be deleted, and nothing else go over.
namespace penstock::script {

/// May what was loaded for the document be deleted? `deleted`: because the document was.
std::string ask_delete(std::string_view document_id, std::string_view collection, bool deleted);

/// Does this counter go over?
std::string ask_counter(std::string_view document_id, std::string_view collection,
                        std::string_view name);

/// Which part of this time series goes over?
std::string ask_time_series(std::string_view document_id, std::string_view collection,
                            std::string_view name);

}  // namespace penstock::script
