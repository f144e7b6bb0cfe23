#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "app/client/server_client.h"
#include "app/import/batch_source.h"
#include "base/clock.h"
#include "base/result.h"

namespace penstock::app {

/// How far an import is.
struct ImportState {
  std::uint64_t documents = 0;  ///< Stored.
  std::uint64_t lines = 0;      ///< Up to this one all are stored.
  std::uint64_t bytes_read = 0;
  std::chrono::milliseconds elapsed{0};
};

/// Sends the documents of a file to a database, batch after batch, each stored as a whole or not at
/// all. Confined to one thread.
class Importer {
 public:
  /// All must outlive this object. `on_progress` is called after every batch.
  Importer(ServerClient& server, std::string database, Clock& clock,
           std::function<void(const ImportState&)> on_progress);

  /// Stops at the first line that is wrong and at the first batch that the server refuses; the
  /// error names the lines, and state() says what was stored before. Errors: those of
  /// BatchSource::next() and ServerClient::write().
  Result<void> run(BatchSource& source);

  const ImportState& state() const { return state_; }

 private:
  ServerClient& server_;
  std::string database_;
  Clock& clock_;
  std::function<void(const ImportState&)> on_progress_;
  ImportState state_;
};

}  // namespace penstock::app
