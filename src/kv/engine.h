#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// An ordered, transactional key-value engine. Keys and values are bytes; keys compare as
// unsigned bytes. Every engine passes the contract suite in tests/unit/kv/engine_contract.h.
namespace penstock::kv {

struct Entry {
  std::string key;
  std::string value;
};

/// The keys from `begin` (inclusive) to `end` (exclusive). An empty `end` means no upper bound.
struct Range {
  std::string begin;
  std::string end;
};

/// The keys that start with `prefix`.
Range prefix_range(std::string_view prefix);

/// The lowest key above `key`: where a forward scan continues after it. Going backward the last
/// key itself is the next end.
std::string key_after(std::string_view key);

enum class Direction : std::uint8_t { kForward, kBackward };

/// Whether somebody is likely to read the same again soon. What is not stays out of the engine's
/// cache: a reader that goes through everything once would only drive out what others need.
enum class Reuse : std::uint8_t { kLikely, kUnlikely };

/// What one page of a scan may hold. At least one entry comes back if there is one, however large.
struct PageLimits {
  std::size_t entries_max = 1024;
  std::size_t bytes_max = std::size_t{4} << 20;  ///< Keys and values together.
  Reuse reuse = Reuse::kLikely;
};

/// Part of a scan, in the order asked for.
struct Page {
  std::vector<Entry> entries;
  bool more = false;  ///< Whether the range held more. Continue from the last key.
};

/// Takes an entry; false ends the walk.
using Visitor = std::function<bool(std::string_view key, std::string_view value)>;
/// Takes the value of one of the keys that were asked for, by the key's place among them; nothing
/// if there is none. False ends the walk.
using ValueVisitor =
    std::function<bool(std::size_t place, const std::optional<std::string_view>& value)>;

/// A consistent read view. Reads of one snapshot may come from several threads. Snapshots are of
/// bounded life: hold one for a batch, not for an hour; an engine may end it with kUnavailable.
/// A snapshot may outlive its Engine, and keeps the key space open until it goes.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;

  /// Calls `visit` once for each of `keys`, in any order, without copying, until it returns false.
  /// The views are valid during the call only. `visit` must not throw.
  virtual Result<void> visit_many(std::span<const std::string> keys, Reuse reuse,
                                  const ValueVisitor& visit) const = 0;

  /// One answer for each key, in the order of `keys`.
  Result<std::vector<std::optional<std::string>>> get_many(std::span<const std::string> keys,
                                                           Reuse reuse = Reuse::kLikely) const;

  /// The first page of `range`: its lowest keys going forward, its highest going backward.
  virtual Result<Page> scan(const Range& range, Direction direction,
                            const PageLimits& limits) const = 0;

  /// Calls `visit` for each entry of `range` in key order without copying, until it returns false.
  /// The views are valid during the call only. `visit` may read this snapshot and must not throw.
  virtual Result<void> visit(const Range& range, Reuse reuse, const Visitor& visit) const = 0;
  Result<void> visit(const Range& range, const Visitor& visit) const {
    return this->visit(range, Reuse::kLikely, visit);
  }
};

/// Changes that take effect together, in this order.
class WriteBatch {
 public:
  struct Operation {
    enum class Kind : std::uint8_t { kPut, kErase, kEraseRange };
    Kind kind;
    std::string key;    ///< For kEraseRange, its begin.
    std::string value;  ///< For kEraseRange, its end (exclusive); empty for no bound.
  };

  void put(std::string key, std::string value);
  void erase(std::string key);
  void erase_range(Range range);
  void clear() { operations_.clear(); }
  bool empty() const { return operations_.empty(); }
  std::span<const Operation> operations() const { return operations_; }

 private:
  std::vector<Operation> operations_;
};

/// A key and the value it must hold (nothing: must be absent) for a commit to take effect. The
/// fencing epoch is compared this way.
struct Expectation {
  std::string key;
  std::optional<std::string> value;
};

struct Statistics {
  std::uint64_t disk_bytes = 0;
  std::uint64_t memory_bytes = 0;
};

/// One key space. Thread-safe.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual Result<std::unique_ptr<const Snapshot>> snapshot() const = 0;

  /// The newest value of `key`, for a thread that must not wait for storage. Errors: kUnavailable
  /// if memory does not tell it: read a snapshot then, on another thread.
  virtual Result<std::optional<std::string>> get_from_memory(std::string_view key) const = 0;

  /// Atomic, and on disk when it returns. Errors: kConflict, and nothing changed, if `expected`
  /// does not hold; kUnavailable if it could not be written (disk full, I/O error): then nothing
  /// of it will ever be visible through this engine.
  virtual Result<void> commit(const WriteBatch& batch,
                              const std::optional<Expectation>& expected) = 0;

  virtual Result<Statistics> statistics() const = 0;
};

/// Opens and removes key spaces by name; what is shared between them (caches, write buffers)
/// belongs to it and outlives them. Thread-safe.
class EngineProvider {
 public:
  virtual ~EngineProvider() = default;

  /// Opens `name`, creating it when `create`. A name is a path segment: [a-z0-9._-]+.
  /// Errors: kNotFound if absent and not `create`; kUnavailable if another process holds it, or
  /// the folder cannot be written (the message names it), or it is open already; kCorruption;
  /// kInvalidArgument for a name of another form.
  virtual Result<std::unique_ptr<Engine>> open(const std::string& name, bool create) = 0;

  /// Removes a closed key space with all its data. Nothing happens if there is none.
  /// Errors: kUnavailable if it is open, or cannot be removed.
  virtual Result<void> destroy(const std::string& name) = 0;

  /// The names of all key spaces, open or not, in byte order.
  virtual Result<std::vector<std::string>> list() const = 0;
};

}  // namespace penstock::kv
