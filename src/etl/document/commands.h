#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "etl/destination.h"

namespace penstock::etl::document {

/// What decides the ids at the destination.
struct CommandRules {
  /// Collections that the script loads to, as discovered in its text. Empty: there is no script,
  /// and every document goes over as it is.
  std::vector<std::string> targets;
  std::string id_postfix;
};

/// One source document as commands of `bulk_docs`, comma-separated JSON texts. All deletes of a
/// batch go before all its puts, so that a document which moved between collections stays.
struct DocumentCommands {
  std::string document_id;  ///< Of the source.
  Etag etag;
  std::string deletes;
  std::string puts;
  std::size_t count = 0;
};

/// The id of what is loaded to `target` from a document of `collection`: its own in the same
/// collection, else "<id>/<prefix>/", which the destination completes.
std::string destination_id(const LoadDocument& source, std::string_view target,
                           const CommandRules& rules);

/// "people" for People, "OrderLines" as it is: lower case only with one capital at most.
std::string id_prefix(std::string_view collection);

/// Errors: kInvalidArgument if a loaded object cannot be a document.
Result<DocumentCommands> to_commands(const LoadDocument& source, const CommandRules& rules);

}  // namespace penstock::etl::document
