#include "documents/document.h"

#include <algorithm>
#include <array>

#include <boost/json/string.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "documents/json_members.h"

namespace penstock::documents {
namespace {

constexpr std::string_view kMetadata = "@metadata";
constexpr std::string_view kCollection = "@collection";

/// What the server derives and therefore drops from what clients send (and clients send back all
/// that they have read).
constexpr std::array<std::string_view, 8> kServerOwned = {
    "@id",          "@change-vector", "@last-modified", "@flags",
    "@index-score", "@attachments",   "@counters",      "@timeseries"};

bool is_server_owned(std::string_view name) {
  return name.starts_with('@') &&
         std::any_of(kServerOwned.begin(), kServerOwned.end(),
                     [&](std::string_view owned) { return equal_ignoring_case(owned, name); });
}

/// Collects members into an object of its own.
class ObjectBuilder {
 public:
  explicit ObjectBuilder(std::size_t bytes) { text_.reserve(bytes); }

  void add(const JsonMember& member) {
    begin_member();
    text_ += '"';
    text_ += member.name;
    text_ += "\":";
    text_ += member.value;
  }
  void add_string(std::string_view name, std::string_view value) {
    begin_member();
    append_json_string(text_, name);
    text_ += ':';
    append_json_string(text_, value);
  }
  /// Adds what stands between the braces of `object`.
  void add_members_of(std::string_view object) {
    const std::string_view members = object.substr(1, object.size() - 2);
    if (members.empty()) return;
    begin_member();
    text_ += members;
  }
  void add_object(std::string_view name, std::string_view object) {
    add({.name = name, .value = object});
  }
  std::string finish() && {
    text_ += '}';
    return std::move(text_);
  }

 private:
  void begin_member() {
    if (text_.size() > 1) text_ += ',';
  }
  std::string text_ = "{";
};

Result<std::string> parse_collection(std::string_view value) {
  if (value == "null") return std::string(kEmptyCollection);
  if (value.front() != '"') return invalid_argument("@collection is not a string");
  const auto parsed = TRY(parse_json(value));
  const std::string name(parsed.get_string());
  if (name.empty()) return invalid_argument("@collection is empty");
  if (name.size() > kCollectionBytesMax) {
    return invalid_argument(
        fmt::format("@collection is longer than {} bytes", kCollectionBytesMax));
  }
  if (name.find('\0') != std::string::npos) return invalid_argument("@collection holds a NUL");
  if (equal_ignoring_case(name, kEmptyCollection)) return std::string(kEmptyCollection);
  return name;
}

Result<void> parse_metadata(std::string_view metadata, DocumentContent& content) {
  if (metadata.front() != '{') return invalid_argument("@metadata is not an object");
  ObjectBuilder kept(metadata.size());
  JsonMembers members(metadata);
  while (const auto member = members.next()) {
    if (member->name == kCollection) {
      content.collection = TRY(parse_collection(member->value));
    } else if (!is_server_owned(member->name)) {
      kept.add(*member);
    }
  }
  content.metadata = std::move(kept).finish();
  return {};
}

std::string wire_metadata(const Document& document) {
  ObjectBuilder metadata(document.metadata.size() + document.derived.size() + document.id.size() +
                         192);
  if (document.collection != kEmptyCollection) {
    metadata.add_string(kCollection, document.collection);
  }
  metadata.add_members_of(document.metadata);
  if (!document.derived.empty()) metadata.add_members_of(document.derived);
  metadata.add_string("@id", document.id);
  metadata.add_string("@change-vector", document.change_vector);
  metadata.add_string("@last-modified", format_wire_time(document.last_modified));
  return std::move(metadata).finish();
}

}  // namespace

Result<DocumentContent> DocumentContent::parse(std::string_view text) {
  if (text.size() > kDocumentBytesMax) {
    return Error{ErrorCode::kTooLarge,
                 fmt::format("document is larger than {} bytes", kDocumentBytesMax)};
  }
  const std::string minified = TRY(minify_json(text));
  if (minified.front() != '{') return invalid_argument("document is not a JSON object");
  ObjectBuilder body(minified.size());
  std::string_view metadata = "{}";
  JsonMembers members(minified);
  while (const auto member = members.next()) {
    if (member->name == kMetadata) {
      metadata = member->value;
    } else {
      body.add(*member);
    }
  }
  DocumentContent content;
  content.collection = kEmptyCollection;
  TRY(parse_metadata(metadata, content));
  content.body = std::move(body).finish();
  return content;
}

std::string Document::to_json() const {
  const std::string metadata_text = wire_metadata(*this);
  ObjectBuilder object(body.size() + metadata_text.size() + 16);
  object.add_members_of(body);
  object.add_object(kMetadata, metadata_text);
  return std::move(object).finish();
}

std::string Document::metadata_to_json() const {
  const std::string metadata_text = wire_metadata(*this);
  ObjectBuilder object(metadata_text.size() + 16);
  object.add_object(kMetadata, metadata_text);
  return std::move(object).finish();
}

}  // namespace penstock::documents
