#include "app/import/importer.h"

#include <utility>

#include <fmt/format.h>

#include "app/terminal/format.h"

namespace penstock::app {
namespace {

Error refused(const Error& error, const ImportBatch& batch) {
  // Without an answer nobody knows.
  const auto* what = error.code == ErrorCode::kTimeout ? "may have been stored" : "not stored";
  return error.within(format_lines(batch.line_first, batch.line_last) + " " + what);
}

}  // namespace

Importer::Importer(ServerClient& server, std::string database, Clock& clock,
                   std::function<void(const ImportState&)> on_progress)
    : server_(server),
      database_(std::move(database)),
      clock_(clock),
      on_progress_(std::move(on_progress)) {}

Result<void> Importer::run(BatchSource& source) {
  const auto started = clock_.monotonic();
  for (;;) {
    const auto batch = TRY(source.next());
    if (batch.empty()) return {};
    const auto written = server_.write(database_, batch.commands);
    if (!written) return refused(written.error(), batch);
    state_.documents += batch.documents;
    state_.lines = batch.line_last;
    state_.bytes_read = batch.bytes_read;
    state_.elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_.monotonic() - started);
    on_progress_(state_);
  }
}

}  // namespace penstock::app
