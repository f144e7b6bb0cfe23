#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "script/script_host.h"

namespace penstock::script {

// What a worker writes about the documents of a slice, in their order:
//   outcomes := document*
//   document := output* ( ( object | item | kept )* | failure ) ".\n"
//   object   := "+" target "\t" json "\n"
//   item     := "@" place " " ( "a" | "c" | "t" ) JSON array of strings "\n"
//     place: of an object of the document, from 0; -1: none. The strings are the name, and of an
//     attachment its new name, of a time series both bounds
//   kept     := "-\n"
//   output   := ">" JSON string "\n"
//   failure  := "!" line " " column " " JSON string "\n"
// JSON text holds no line break, and a target no control character.

/// The outcomes that `text` tells, which they view. Errors: kCorruption.
Result<std::vector<DocumentOutcome>> parse_outcomes(std::string_view text);

}  // namespace penstock::script
