#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "documents/document.h"
#include "documents/write_context.h"

// The commands of POST /bulk_docs (protocol, section 4).
namespace penstock::api {

struct PutCommand {
  std::string id;
  documents::ExpectedVersion expected;
  documents::DocumentContent content;
};

struct DeleteCommand {
  std::string id;
  documents::ExpectedVersion expected;
  bool is_prefix = false;  ///< Deletes every document whose id starts with `id`.
};

using BatchCommand = std::variant<PutCommand, DeleteCommand>;

/// One delete by prefix takes at most this many documents in its transaction.
inline constexpr std::size_t kPrefixDeletesMax = 10'000;

/// What a batch asks for, or the name of something in it that Penstock does not have.
struct Batch {
  std::vector<BatchCommand> commands;
  std::string unsupported;
};

/// Errors: kInvalidArgument, naming the command by its position.
Result<Batch> parse_batch(std::string_view body);

/// What was written, and the results as the items of a JSON array, in the order of the commands.
struct BatchOutcome {
  std::string results;
  std::size_t written = 0;
  std::size_t deleted = 0;
};

/// Errors: kConflict if an expected version does not hold; kInvalidArgument for an id; kTooLarge
/// for a prefix with too many documents.
Result<BatchOutcome> apply(const std::vector<BatchCommand>& commands,
                           documents::WriteContext& context);

}  // namespace penstock::api
