#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "http/body_stream.h"
#include "kv/memory/memory_provider.h"

namespace penstock::fuzzing {

/// A database in memory without a thread of its own: the same input does the same to it every time.
/// Confined to one thread.
class FuzzedDatabase {
 public:
  FuzzedDatabase();

  documents::Database& operator*() { return *database_; }
  documents::Database* operator->() { return database_.get(); }
  documents::DatabaseSnapshot snapshot() const;
  ManualClock& clock() { return clock_; }

  /// CHECKs that it works.
  void put(std::string_view id, std::string_view text);
  void write(const documents::Transaction& transaction);

  /// CHECKs that all that is stored agrees with itself, as `penstock check` sees it.
  void check_whole() const;

 private:
  ManualClock clock_;
  kv::memory::MemoryProvider provider_;
  std::unique_ptr<documents::Database> database_;
};

/// CHECKs that `read` has the same outcome on two databases, of which one gets `input` as a whole
/// and the other in small pieces, and that the first one agrees with itself then.
void check_in_pieces(std::string_view input,
                     const std::function<Result<void>(FuzzedDatabase&, http::BodyReader&)>& read);

}  // namespace penstock::fuzzing
