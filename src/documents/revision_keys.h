#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/etag.h"
#include "kv/engine.h"

// Keys of the revisions, and the small values beside them; revision_keys.cc has both as a grammar.
namespace penstock::documents {

/// What is known of all revisions of one document.
struct RevisionHead {
  std::uint64_t count = 0;
  Etag deleted;  ///< Of the revision that says that the document was deleted; 0: it was not.
};

std::string encode(const RevisionHead& head);
Result<RevisionHead> decode_revision_head(std::string_view bytes);

std::string revision_head_key(std::string_view folded_id);

/// Where a revision is: a document's version with this etag.
std::string revision_key(std::string_view folded_id, Etag etag);

/// The revisions of a document with etags below `below`, oldest first; of 0: all.
kv::Range revisions_below(std::string_view folded_id, Etag below);

/// Its value is the name in the key of the revision.
std::string revision_version_key(std::string_view change_vector);

/// Of a deleted document whose revisions are there still. Its value is the document's folded id.
std::string revision_bin_key(Etag deleted);
kv::Range revision_bin_below(Etag below);

/// The range of all heads: empty if no document has revisions.
kv::Range revision_heads();

}  // namespace penstock::documents
