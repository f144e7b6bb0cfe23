// Files of documents, one a line, as `penstock import` reads them.
#include "app/import/document_lines.h"

#include <sstream>

#include "base/json.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {

void fuzz_document_lines(std::string_view input) {
  std::istringstream stream{std::string(input)};
  app::DocumentLines documents(stream, {.documents_max = 3, .bytes_max = 200});
  while (true) {
    const auto batch = documents.next();
    check_refusal_of(batch);
    if (!batch || batch->empty()) return;
    CHECK(batch->documents <= 3);
    CHECK(parse_json("[" + batch->commands + "]").has_value());
  }
}

}  // namespace penstock::fuzzing
