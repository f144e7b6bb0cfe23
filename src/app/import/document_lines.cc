#include "app/import/document_lines.h"

#include <algorithm>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "app/client/server_client.h"
#include "base/json.h"
#include "base/text.h"

namespace penstock::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// The text member `name` of the metadata; empty if it is missing or null.
Result<std::string> text_member(const boost::json::object& metadata, std::string_view name) {
  const auto* member = metadata.if_contains(name);
  if (member == nullptr || member->is_null()) return std::string();
  if (!member->is_string()) return invalid_argument(fmt::format("its \"{}\" is not text", name));
  return std::string(member->get_string());
}

/// The id to send for a document. The server reads the whole document again; what is checked here
/// is checked to name the line.
Result<std::string> id_of(std::string_view document) {
  const auto json = TRY(parse_json(document));
  if (!json.is_object()) return invalid_argument("not a JSON object");
  const auto* metadata = json.get_object().if_contains("@metadata");
  if (metadata == nullptr || metadata->is_null()) return std::string();
  if (!metadata->is_object()) return invalid_argument("its \"@metadata\" is not an object");
  auto id = TRY(text_member(metadata->get_object(), "@id"));
  if (!id.empty()) return id;
  return id_prefix_of(TRY(text_member(metadata->get_object(), "@collection")));
}

}  // namespace

DocumentLines::DocumentLines(std::istream& input, ImportBounds bounds)
    : reader_(input), bounds_(bounds) {}

Result<ImportBatch> DocumentLines::next() {
  ImportBatch batch;
  for (;;) {
    auto line = waiting_ ? std::exchange(waiting_, std::nullopt) : TRY(read_line());
    if (!line) return batch;
    if (!fits(batch, *line)) {
      waiting_ = std::move(line);
      return batch;
    }
    if (batch.empty()) batch.line_first = line->number;
    if (!batch.empty()) batch.commands += ',';
    batch.commands += line->command;
    batch.line_last = line->number;
    batch.bytes_read = line->bytes_read;
    ++batch.documents;
  }
}

Result<std::optional<DocumentLines::Line>> DocumentLines::read_line() {
  std::string text;
  while (TRY(reader_.next(text))) {
    std::string_view document = text;
    if (reader_.line_number() == 1 && document.starts_with(kByteOrderMark)) {
      document.remove_prefix(kByteOrderMark.size());
    }
    if (is_blank(document)) continue;
    const auto id = id_of(document);
    if (!id) return id.error().within(fmt::format("line {}", reader_.line_number()));
    return Line{put_command(*id, document), reader_.line_number(), reader_.bytes_read()};
  }
  return std::nullopt;
}

bool DocumentLines::fits(const ImportBatch& batch, const Line& line) const {
  if (batch.empty()) return true;
  return batch.documents < bounds_.documents_max &&
         batch.commands.size() + line.command.size() < bounds_.bytes_max;
}

std::string id_prefix_of(std::string_view collection) {
  if (collection.empty() || collection == "@empty") return {};
  const auto capitals = std::count_if(collection.begin(), collection.end(),
                                      [](char c) { return c >= 'A' && c <= 'Z'; });
  std::string prefix = capitals <= 1 ? fold_case(collection) : std::string(collection);
  return prefix + "/";
}

}  // namespace penstock::app
