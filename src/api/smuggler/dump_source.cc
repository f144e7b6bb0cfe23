#include "api/smuggler/dump_source.h"

#include <utility>

#include "base/json.h"

namespace penstock::api {
namespace {

/// Clients and servers of the same family of versions read one another's dumps.
constexpr std::string_view kBuildVersion = "72";
/// What is not wanted makes no text, and others wait for their turn.
constexpr std::size_t kStepsPerPieceMax = 4096;

}  // namespace

DumpSource::DumpSource(documents::DatabaseSnapshot snapshot, DumpOptions options,
                       std::string record, RunningOperation operation, WallTime now)
    : snapshot_(std::move(snapshot)),
      options_(std::move(options)),
      record_(std::move(record)),
      operation_(std::move(operation)),
      sections_(dump_sections(snapshot_, options_, report_, now)) {}

void DumpSource::write_head() {
  auto& out = text_.more();
  out += R"({"BuildVersion":)";
  out += kBuildVersion;
  if (record_.empty()) return;
  out += R"(,"DatabaseRecord":)";
  out += std::exchange(record_, {});
  report_.of(DumpItem::kDatabaseRecord).read = 1;
}

Result<bool> DumpSource::write_some() {
  auto& section = *sections_[at_];
  if (!std::exchange(is_in_section_, true)) {
    auto& out = text_.begin_section();
    out += ',';
    append_json_string(out, section.name());
    out += ":[";
  }
  if (TRY(section.write_some(text_))) return true;
  text_.more() += ']';
  is_in_section_ = false;
  ++at_;
  return false;
}

void DumpSource::finish() {
  text_.more() += '}';
  is_ended_ = true;
  operation_.finish(boost::json::value(report_.to_json()));
}

Result<std::optional<std::string>> DumpSource::next() {
  if (is_ended_) return std::nullopt;
  if (operation_.stop().stop_requested()) {
    const Error stopped{ErrorCode::kCancelled, "the export was stopped"};
    operation_.finish(stopped);
    return stopped;
  }
  if (!std::exchange(is_begun_, true)) write_head();
  for (std::size_t step = 0;
       step < kStepsPerPieceMax && at_ < sections_.size() && text_.size() < http::kBodyPieceBytes;
       ++step) {
    const auto written = write_some();
    if (written) continue;
    operation_.finish(written.error());
    return written.error();
  }
  if (at_ == sections_.size()) {
    finish();
  } else {
    operation_.report(report_.to_json());
  }
  return std::optional(text_.take());
}

}  // namespace penstock::api
