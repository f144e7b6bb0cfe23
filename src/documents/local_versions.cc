#include "documents/local_versions.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/random_id.h"

namespace penstock::documents {
namespace {

constexpr std::size_t kNodeTagBytesMax = 4;

bool is_node_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= kNodeTagBytesMax &&
         std::all_of(tag.begin(), tag.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Result<LocalVersions> LocalVersions::make(std::string node_tag, std::string_view database_id) {
  if (!is_node_tag(node_tag)) {
    return invalid_argument(
        fmt::format("node tag '{}' is not one to four letters from A to Z", node_tag));
  }
  auto base64 = guid_to_base64(database_id);
  if (!base64) return invalid_argument(fmt::format("database id '{}' is not a GUID", database_id));
  return LocalVersions(std::move(node_tag), *std::move(base64));
}

LocalVersions::LocalVersions(std::string node_tag, std::string database_id_base64)
    : node_tag_(std::move(node_tag)), database_id_base64_(std::move(database_id_base64)) {}

std::string LocalVersions::change_vector(Etag etag) const {
  return fmt::format("{}:{}-{}", node_tag_, etag.value, database_id_base64_);
}

std::string LocalVersions::document_id(std::string_view prefix, Etag etag) const {
  return fmt::format("{}{:019}-{}", prefix, etag.value, node_tag_);
}

std::string LocalVersions::random_document_id(std::string_view prefix, Etag etag) {
  return fmt::format("{}{:019}-{}", prefix, etag.value, *guid_to_base64(new_guid()));
}

}  // namespace penstock::documents
