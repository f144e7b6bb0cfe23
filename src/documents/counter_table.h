#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/change_notice.h"
#include "documents/counter.h"
#include "documents/counter_records.h"
#include "documents/document_observer.h"
#include "documents/document_table.h"
#include "documents/pending_commit.h"

namespace penstock::documents {

/// Longest name of a counter, in bytes.
inline constexpr std::size_t kCounterNameBytesMax = 512;
/// Counters of one document: their names are in its metadata.
inline constexpr std::size_t kCountersPerDocumentMax = 65'536;

struct CounterOperation {
  enum class Type : std::uint8_t {
    kIncrement,  ///< Adds `amount`; a counter that is not there begins at 0.
    kPut,        ///< Sets it to `amount`.
    kDelete,     ///< Nothing happens if it is not there.
    kGet,
  };
  Type type = Type::kGet;
  std::string name;  ///< Compares without case.
  std::int64_t amount = 0;
};

struct CounterResults {
  /// In the order of the operations but deletes, which have none: the counter as it was then;
  /// nothing for a get of one that is not there.
  std::vector<std::optional<Counter>> counters;
  std::string change_vector;           ///< Of the last counter written; empty if none was.
  std::string document_change_vector;  ///< Afterwards; empty if there is no document.
};

/// The counters of a commit in the making. A new name and a deleted one make a new version of the
/// document, whose metadata lists them; counting does not. With a document go its counters, each
/// leaving a tombstone: a document of the same id that comes back must not meet their old values
/// at a destination. Confined to the writer's thread, for one commit.
class CounterTable final : public DocumentObserver {
 public:
  /// Both must outlive this object, which follows `documents`.
  CounterTable(PendingCommit& pending, DocumentTable& documents);

  /// Applies `operations` in their order to the counters of one document. Errors: kNotFound if
  /// there is no such document, unless all they do is get; kInvalidArgument for a name that is
  /// empty, too long or not UTF-8, and if a sum does not fit in 64 bits; kTooLarge.
  Result<CounterResults> apply(std::string_view document_id,
                               const std::vector<CounterOperation>& operations);

  Result<void> before_remove(const DocumentRecord& document) override;

 private:
  /// The document whose counters are written.
  struct Owner {
    std::string folded_id;
    std::string id;
    std::string collection;
    std::string folded_collection;
  };

  /// Sets `names_changed` if the document has other counters than before.
  Result<std::optional<Counter>> apply_one(const Owner& owner, const CounterOperation& operation,
                                           bool& names_changed);
  /// Writes a counter with the next etag in place of `before`, the stored one.
  Result<Counter> write(const Owner& owner, std::string_view name,
                        const std::optional<CounterRecord>& before, std::int64_t value,
                        CounterChange::Type type);
  Result<void> remove(const Owner& owner, const CounterRecord& before);
  /// For those who hear of each change.
  void note_item(const CounterRecord& record, CounterChange::Type type);
  /// Puts `record` in the place of `before`, with its index entries and the counts.
  Result<void> replace(const Owner& owner, const std::optional<CounterRecord>& before,
                       const CounterRecord& record);
  Result<void> unlink(const CounterRecord& record);
  Result<void> link(const std::string& name, const CounterRecord& record);

  /// The names of the counters of a document as a JSON array.
  Result<std::vector<std::string>> names(const Owner& owner) const;
  Result<void> visit_live(std::string_view folded_id,
                          const std::function<Result<void>(const CounterRecord&)>& take) const;

  PendingCommit& pending_;
  DocumentTable& documents_;
};

}  // namespace penstock::documents
