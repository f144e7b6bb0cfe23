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

/// Writes an object, member by member, onto the end of a text.
class ObjectBuilder {
 public:
  /// `json` must outlive this object, and takes nothing else until end().
  explicit ObjectBuilder(std::string& json) : json_(json) { json_ += '{'; }

  void add(const JsonMember& member) {
    begin(member.name);
    json_ += member.value;
  }
  void add_string(std::string_view name, std::string_view value) {
    begin(name);
    append_json_string(json_, value);
  }
  /// Adds what stands between the braces of `object`.
  void add_members_of(std::string_view object) {
    const std::string_view members = object.substr(1, object.size() - 2);
    if (members.empty()) return;
    separate();
    json_ += members;
  }
  /// The value of a member `name`, as it stands in JSON, goes to the text next.
  void begin(std::string_view name) {
    separate();
    json_ += '"';
    json_ += name;
    json_ += "\":";
  }
  void end() { json_ += '}'; }

 private:
  void separate() {
    if (json_.back() != '{') json_ += ',';  // No member ends with an opening brace.
  }
  std::string& json_;
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
  content.metadata.reserve(metadata.size());
  ObjectBuilder kept(content.metadata);
  JsonMembers members(metadata);
  while (const auto member = members.next()) {
    if (member->name == kCollection) {
      content.collection = TRY(parse_collection(member->value));
    } else if (!is_server_owned(member->name)) {
      kept.add(*member);
    }
  }
  kept.end();
  return {};
}

void append_wire_metadata(std::string& json, const Document& document) {
  ObjectBuilder metadata(json);
  if (document.collection != kEmptyCollection) {
    metadata.add_string(kCollection, document.collection);
  }
  metadata.add_members_of(document.metadata);
  if (!document.derived.empty()) metadata.add_members_of(document.derived);
  metadata.add_string("@id", document.id);
  metadata.add_string("@change-vector", document.change_vector);
  metadata.add_string("@last-modified", format_wire_time(document.last_modified));
  metadata.end();
}

/// Of all that is written for a document but its body, and roughly.
std::size_t wire_metadata_bytes(const Document& document) {
  constexpr std::size_t kNamesAndTime = 256;
  return document.metadata.size() + document.derived.size() + document.id.size() + kNamesAndTime;
}

}  // namespace

Result<DocumentContent> DocumentContent::parse(std::string_view text) {
  if (text.size() > kDocumentBytesMax) {
    return Error{ErrorCode::kTooLarge,
                 fmt::format("document is larger than {} bytes", kDocumentBytesMax)};
  }
  const std::string minified = TRY(minify_json(text));
  if (minified.front() != '{') return invalid_argument("document is not a JSON object");
  DocumentContent content;
  content.collection = kEmptyCollection;
  content.body.reserve(minified.size());
  ObjectBuilder body(content.body);
  std::string_view metadata = "{}";
  JsonMembers members(minified);
  while (const auto member = members.next()) {
    if (member->name == kMetadata) {
      metadata = member->value;
    } else {
      body.add(*member);
    }
  }
  body.end();
  TRY(parse_metadata(metadata, content));
  return content;
}

void Document::append_json(std::string& json) const {
  json.reserve(json.size() + body.size() + wire_metadata_bytes(*this));
  ObjectBuilder object(json);
  object.add_members_of(body);
  object.begin(kMetadata);
  append_wire_metadata(json, *this);
  object.end();
}

std::string Document::to_json() const {
  std::string json;
  append_json(json);
  return json;
}

std::string Document::metadata_to_json() const {
  std::string json;
  json.reserve(wire_metadata_bytes(*this));
  ObjectBuilder object(json);
  object.begin(kMetadata);
  append_wire_metadata(json, *this);
  object.end();
  return json;
}

}  // namespace penstock::documents
