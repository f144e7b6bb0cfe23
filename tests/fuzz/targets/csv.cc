// CSV files. The first line has the options (the pattern of ids, then the types of columns), the
// file follows.
#include <sstream>

#include "app/import/csv_documents.h"
#include "app/import/input_file.h"
#include "base/json.h"
#include "fuzz/checks.h"
#include "fuzz/inputs.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

void check_commands(const app::ImportBatch& batch) {
  const auto commands = parse_json("[" + batch.commands + "]");
  CHECK(commands.has_value());
  CHECK(commands->as_array().size() == batch.documents);
  CHECK(batch.line_first <= batch.line_last);
}

}  // namespace

void fuzz_csv(std::string_view input) {
  const auto [line, file] = split_line(input);
  const auto options = split_parts(line, " ", 2);
  const auto types = app::parse_csv_types(options.back());
  check_refusal_of(types);
  std::istringstream stream{std::string(file)};
  app::CsvDocuments documents(stream,
                              {.collection = "Orders",
                               .id_pattern = std::string(options.front()),
                               .types = types ? *types : std::map<std::string, app::CsvType>()},
                              [](const app::CsvRecord& record, const std::string& what) {
                                CHECK(record.line_first <= record.line_last);
                                CHECK(what.size() <= kMessageBytesMax);
                              });
  app::guess_format(file);
  while (true) {
    const auto batch = documents.next();
    check_refusal_of(batch);
    if (!batch || batch->empty()) return;
    check_commands(*batch);
  }
}

}  // namespace penstock::fuzzing
