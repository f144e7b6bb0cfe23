// Documents as clients send them: what is stored of one is what it says, and can be sent again.
#include "documents/document.h"

#include "base/json.h"
#include "documents/derived_metadata.h"
#include "documents/due_records.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {

using documents::Document;
using documents::DocumentContent;

void fuzz_document(std::string_view input) {
  const auto content = DocumentContent::parse(input);
  check_refusal_of(content);
  if (!content) return;
  CHECK(*minify_json(content->body) == content->body);
  CHECK(*minify_json(content->metadata) == content->metadata);
  for (const auto kind : {documents::DueKind::kExpiration, documents::DueKind::kRefresh}) {
    documents::due_time(kind, content->metadata);
  }

  documents::DerivedMetadata derived;
  derived.set_counters(documents::names_json({"likes"}));
  const Document stored{.id = "users/1",
                        .etag = {1},
                        .change_vector = "A:1-x",
                        .collection = content->collection,
                        .last_modified = {},
                        .metadata = content->metadata,
                        .derived = derived.to_json(),
                        .body = content->body};
  const auto sent_again = DocumentContent::parse(stored.to_json());
  CHECK(sent_again.has_value());
  CHECK(sent_again->body == content->body);
  CHECK(sent_again->metadata == content->metadata);
  CHECK(sent_again->collection == content->collection);
  CHECK(parse_json(stored.metadata_to_json()).has_value());
}

}  // namespace penstock::fuzzing
