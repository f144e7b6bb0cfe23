#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace penstock::bench {

/// What a new order is in a key-value store: the keys and values as the documents room lays them
/// out.
struct RawDocument {
  std::string id_key;
  std::string tombstone_key;  ///< Looked up, for the spelling of an id that was deleted.
  std::string etag_key;
  std::string collection_key;
  std::string folded_id;
  std::string record;
};

/// The orders 1 to `count`, each with its number as etag.
std::vector<RawDocument> raw_documents(std::uint64_t count);

}  // namespace penstock::bench
