#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/engine.h"

namespace penstock::documents {

/// What one commit will write, laid over the snapshot it began with: reads see both. Transactions
/// that share a commit are kept apart by a savepoint between them. Confined to one thread.
class Overlay {
 public:
  /// `snapshot` must outlive this object.
  explicit Overlay(const kv::Snapshot& snapshot) : snapshot_(snapshot) {}

  Result<std::optional<std::string>> get(std::string_view key) const;

  /// Entries of `range` in key order, at most `count_max`.
  Result<std::vector<kv::Entry>> scan(const kv::Range& range, std::size_t count_max) const;

  /// The entry of `range` with the greatest key, nothing if it is empty.
  Result<std::optional<kv::Entry>> last(kv::Range range) const;

  void put(std::string key, std::string value);
  void erase(std::string key);

  /// Whether nothing was written, or all of it undone.
  bool empty() const { return writes_.empty(); }

  /// Keys and values that were written, roughly.
  std::size_t bytes() const { return bytes_; }

  /// Keeps what was written so far: undo() goes back to here.
  void set_savepoint() { undo_log_.clear(); }
  void undo();

  /// Everything written, in key order. The overlay is empty afterwards.
  kv::WriteBatch take_batch();

 private:
  using Write = std::optional<std::string>;  ///< Nothing: erased.
  using Writes = std::map<std::string, Write, std::less<>>;

  struct Undo {
    Writes::iterator write;
    std::optional<Write> before;  ///< Nothing: there was no write.
  };

  void write(std::string key, Write value);

  const kv::Snapshot& snapshot_;
  Writes writes_;
  std::vector<Undo> undo_log_;
  std::size_t bytes_ = 0;
};

}  // namespace penstock::documents
