#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/write_context.h"
#include "patch/patch_scripts.h"
#include "patch/scripted_writes.h"

namespace penstock::patch {

enum class PatchStatus : std::uint8_t {
  kDocumentDoesNotExist,
  kCreated,
  kPatched,
  kSkipped,  ///< The version was another one, and the request said to pass over it then.
  kNotModified,
};

/// "Patched", ...: as clients know it.
std::string_view to_string(PatchStatus status);

/// What is asked for one document.
struct PatchRequest {
  std::string id;
  documents::ExpectedVersion expected;
  PatchScript script;
  std::optional<PatchScript> if_missing;         ///< Makes the document if there is none.
  std::optional<std::string> create_if_missing;  ///< The same, as a whole JSON text.
  bool skip_on_mismatch = false;                 ///< Of `expected`: no conflict.
};

/// What is to be written for one request.
struct PreparedPatch {
  struct Put {
    std::string id;
    documents::ExpectedVersion expected;
    documents::DocumentContent content;
  };
  struct Delete {
    std::string id;
    documents::ExpectedVersion expected;
  };

  std::string id;
  PatchStatus status = PatchStatus::kNotModified;
  documents::ExpectedVersion expected;
  std::vector<std::variant<Put, Delete>> others;
  std::optional<documents::DocumentContent> content;  ///< Of the document itself.
  std::optional<std::string> original;                ///< Before, as JSON text.
  std::vector<std::string> output;
};

/// What was written for one request.
struct PatchResult {
  PatchStatus status = PatchStatus::kNotModified;
  std::optional<documents::Document> document;  ///< As it is now.
};

/// A document as it would be, without a version.
documents::Document unsaved_document(std::string_view id,
                                     const documents::DocumentContent& content);

/// Errors: kConflict if `expected` does not hold; those of WriteContext::put() and remove().
Result<PatchResult> apply(const PreparedPatch& patch, documents::WriteContext& context);

/// Prepares the patches of one transaction, which see what those before them, and the other
/// commands before them, are going to write. Remembers what was read. Confined to one thread.
class PatchAttempt final : private script::DocumentReader {
 public:
  /// All must outlive this object.
  PatchAttempt(PatchScripts& scripts, const documents::DatabaseSnapshot& snapshot)
      : scripts_(scripts), snapshot_(snapshot) {}

  /// Other commands of the same transaction, in their order.
  void will_put(std::string_view id, const documents::DocumentContent& content);
  void will_remove(std::string_view id);
  void will_remove_prefix(std::string_view prefix);

  /// Errors: kScriptFailed with line and column; kInvalidArgument if what the script made is no
  /// document; those of PatchScripts::run().
  Result<PreparedPatch> prepare(const PatchRequest& request, const std::stop_token& stop = {});

  /// What the patches and their load() calls have read in the snapshot.
  std::vector<ReadVersion> read() const;

 private:
  /// A document as the transaction will find it.
  struct Found {
    std::optional<std::string> json;
    std::string change_vector;  ///< Empty also for what this transaction itself will write.
  };

  Result<Found> find(std::string_view id);
  Result<std::optional<std::string>> load(std::string_view id) override;
  Result<void> run(const PatchScript& script, const std::string& document, PreparedPatch& patch,
                   const std::stop_token& stop);
  Result<void> create(const PatchRequest& request, PreparedPatch& patch,
                      const std::stop_token& stop);

  PatchScripts& scripts_;
  const documents::DatabaseSnapshot& snapshot_;
  std::map<std::string, ReadVersion> read_;                    ///< By folded id.
  std::map<std::string, std::optional<std::string>> will_be_;  ///< JSON text by folded id.
  std::vector<std::string> will_remove_;                       ///< Folded prefixes.
};

}  // namespace penstock::patch
