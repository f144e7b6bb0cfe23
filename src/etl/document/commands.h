#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "etl/destination.h"
#include "etl/task_definition.h"

namespace penstock::etl::document {

/// What decides the ids at the destination.
struct CommandRules {
  /// Collections that the script loads to, as discovered in its text. Empty: there is no script,
  /// and every document goes over as it is.
  std::vector<std::string> targets;
  std::string id_postfix;
  /// The script adds attachments, counters or time series: what it loaded before, also to the own
  /// collection, is deleted first, so that none of them is left behind.
  bool deletes_first = false;
};

/// As the text of the script has them.
CommandRules command_rules(const Transformation& transformation);

/// The bytes of an attachment, named as the snapshot of the batch does.
struct ContentToSend {
  std::string hash;
  std::uint64_t size = 0;
};

/// One source document as commands of `bulk_docs`, comma-separated JSON texts. All deletes of a
/// batch go before all its puts, so that a document which moved between collections stays; all
/// counters and time series of ids that the source has go after the puts, in etag order, so that
/// deleted ranges and what came after them stay in their order.
struct DocumentCommands {
  std::string document_id;  ///< Of the source.
  Etag etag;
  std::string deletes;
  std::string puts;
  std::string items;
  std::vector<ContentToSend> contents = {};  ///< One for each AttachmentPUT of `puts`, in order.
  std::size_t count = 0;
};

/// A batch as commands.
struct EncodedCommands final : EncodedLoad {
  std::vector<DocumentCommands> commands;
  std::vector<DocumentError> rejected;  ///< Loaded objects that cannot be documents.
};

/// The id of what is loaded to `target` from a document of `collection`: its own in the same
/// collection, else "<id>/<prefix>/", which the destination completes.
std::string destination_id(const LoadDocument& source, std::string_view target,
                           const CommandRules& rules);

/// "people" for People, "OrderLines" as it is: lower case only with one capital at most.
std::string id_prefix(std::string_view collection);

/// Errors: kInvalidArgument if a loaded object cannot be a document.
Result<DocumentCommands> to_commands(const LoadDocument& source, const CommandRules& rules);

EncodedCommands encode_commands(const LoadBatch& batch, const CommandRules& rules);

}  // namespace penstock::etl::document
