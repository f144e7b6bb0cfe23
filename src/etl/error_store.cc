#include "etl/error_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/bytes.h"
#include "base/text.h"
#include "documents/keys.h"
#include "documents/table_walk.h"
#include "etl/process_item.h"

// Items of the database, one for each document in error, and one counter for each process:
//   error   key   := "etl/errors/" task:text script:text document-id   (all folded)
//           value := version:u8 = 1, step:u8, etag:u64, when:u64 (microseconds since 1970),
//                    document-id:text, message:text
//   retry   key   := "etl/retries/" task:text script:text document-id   (all folded)
//           value := version:u8 = 2, number:u64, document-id:text
//   counter key   := "etl/error-count/" task:text script:text
//           value := u64
// text := length:u32 bytes; numbers are big-endian. Golden bytes: error_store_test.cc.
namespace penstock::etl {
namespace {

using documents::WriteContext;

constexpr std::string_view kErrorTable = "etl/errors/";
constexpr std::string_view kRetryTable = "etl/retries/";
constexpr std::string_view kCountTable = "etl/error-count/";
constexpr char kVersion = 1;
constexpr char kRetryVersion = 2;
/// A transaction stays short.
constexpr std::size_t kErrorsPerTransactionMax = 1024;

std::string errors_prefix(const ProcessKey& process) {
  return process_item_key(kErrorTable, process);
}
std::string retries_prefix(const ProcessKey& process) {
  return process_item_key(kRetryTable, process);
}
std::string count_key(const ProcessKey& process) { return process_item_key(kCountTable, process); }

std::string encode(const DocumentError& error, WallTime when) {
  std::string value(1, kVersion);
  value.push_back(error.step == ErrorStep::kTransformation ? 0 : 1);
  append_u64(value, error.etag.value);
  append_u64(value, static_cast<std::uint64_t>(when.time_since_epoch().count()));
  append_text(value, error.document_id);
  append_text(value, excerpt(error.message, kErrorMessageBytesMax));
  return value;
}

Result<RecordedError> decode(std::string_view value) {
  ByteReader reader(value);
  const auto version = reader.u8();
  RecordedError recorded;
  recorded.error.step = reader.u8() == 0 ? ErrorStep::kTransformation : ErrorStep::kLoad;
  recorded.error.etag.value = reader.u64();
  recorded.when = WallTime{std::chrono::microseconds{static_cast<std::int64_t>(reader.u64())}};
  recorded.error.document_id = reader.text();
  recorded.error.message = reader.text();
  if (!reader.ok() || version != kVersion)
    return corruption("a recorded ETL error does not decode");
  return recorded;
}

std::uint64_t decode_count(const std::optional<std::string>& value) {
  return value ? ByteReader(*value).u64() : 0;
}

Result<void> change_count(WriteContext& context, const ProcessKey& process, std::uint64_t added,
                          std::uint64_t removed) {
  const auto key = count_key(process);
  const auto count = decode_count(TRY(context.get_item(key))) + added;
  std::string value;
  append_u64(value, count - std::min(count, removed));
  context.put_item(key, std::move(value));
  return {};
}

Result<void> put_errors(WriteContext& context, const ProcessKey& process,
                        std::span<const DocumentError> errors, WallTime when) {
  const auto prefix = errors_prefix(process);
  std::uint64_t added = 0;
  for (const auto& error : errors) {
    const auto key = prefix + fold_case(error.document_id);
    const auto former = TRY(context.get_item(key));
    if (former && TRY(decode(*former)).error.etag > error.etag) continue;
    if (!former) ++added;
    context.put_item(key, encode(error, when));
    TRY(error.waits_for_another ? begin_wait(context, process, error, when)
                                : end_wait(context, process, error.document_id));
  }
  return change_count(context, process, added, 0);
}

Result<void> erase_errors(WriteContext& context, const ProcessKey& process,
                          std::span<const std::string> keys) {
  std::uint64_t removed = 0;
  for (const auto& key : keys) {
    const auto document_id = key.substr(errors_prefix(process).size());
    context.erase_item(retries_prefix(process) + document_id);
    TRY(end_wait(context, process, document_id));
    if (!TRY(context.get_item(key))) continue;
    context.erase_item(key);
    ++removed;
  }
  return change_count(context, process, 0, removed);
}

Result<Retry> decode_retry(std::string_view value) {
  ByteReader reader(value);
  const auto version = reader.u8();
  Retry retry;
  retry.number = reader.u64();
  retry.document_id = reader.text();
  if (!reader.ok() || version != kRetryVersion) {
    return corruption("the wish to deliver a document again does not decode");
  }
  return retry;
}

std::string encode(const Retry& retry) {
  std::string value(1, kRetryVersion);
  append_u64(value, retry.number);
  append_text(value, retry.document_id);
  return value;
}

std::string retry_key(const ProcessKey& process, std::string_view document_id) {
  return retries_prefix(process) + fold_case(document_id);
}

Result<void> put_retry(WriteContext& context, const ProcessKey& process,
                       const std::string& document_id) {
  const auto key = retry_key(process, document_id);
  const auto former = TRY(context.get_item(key));
  const auto number = former ? TRY(decode_retry(*former)).number + 1 : 1;
  context.put_item(key, encode(Retry{document_id, number}));
  return {};
}

/// A stored item, with what else is known of the document.
Result<RecordedError> read_error(const documents::DatabaseSnapshot& snapshot,
                                 const ProcessKey& process, std::string_view item) {
  auto recorded = TRY(decode(item));
  const auto retry = retry_key(process, recorded.error.document_id);
  recorded.retry_requested = TRY(snapshot.get_item(retry)).has_value();
  recorded.wait = TRY(find_wait(snapshot, process, recorded.error.document_id));
  return recorded;
}

}  // namespace

ErrorStore::ErrorStore(documents::Database& database, Clock& clock)
    : database_(database), clock_(clock) {}

Result<void> ErrorStore::record(const ProcessKey& process, std::span<const DocumentError> errors) {
  const auto when = clock_.now();
  while (!errors.empty()) {
    const auto part = errors.first(std::min(errors.size(), kErrorsPerTransactionMax));
    TRY(database_.write_and_wait(
        [&](WriteContext& context) { return put_errors(context, process, part, when); }));
    errors = errors.subspan(part.size());
  }
  return {};
}

Result<void> ErrorStore::forget(const ProcessKey& process,
                                std::span<const std::string> document_ids) {
  // Most batches have nothing to forget: look for it outside of the writer's thread.
  const auto snapshot = TRY(database_.snapshot());
  if (decode_count(TRY(snapshot.get_item(count_key(process)))) == 0) return {};
  const auto prefix = errors_prefix(process);
  std::vector<std::string> keys;
  for (const auto& id : document_ids) {
    auto key = prefix + fold_case(id);
    if (TRY(snapshot.get_item(key))) keys.push_back(std::move(key));
  }
  auto rest = std::span<const std::string>(keys);
  while (!rest.empty()) {
    const auto part = rest.first(std::min(rest.size(), kErrorsPerTransactionMax));
    TRY(database_.write_and_wait(
        [&](WriteContext& context) { return erase_errors(context, process, part); }));
    rest = rest.subspan(part.size());
  }
  return {};
}

Result<void> ErrorStore::erase_items(const std::string& prefix) {
  for (bool more = true; more;) {
    TRY(database_.write_and_wait([&](WriteContext& context) -> Result<void> {
      const auto items = TRY(context.items(prefix, kErrorsPerTransactionMax));
      for (const auto& [key, value] : items) context.erase_item(key);
      more = items.size() == kErrorsPerTransactionMax;
      return {};
    }));
  }
  return {};
}

Result<void> ErrorStore::forget_all(const ProcessKey& process) {
  TRY(erase_items(retries_prefix(process)));
  TRY(erase_items(waits_prefix(process)));
  TRY(erase_items(due_prefix(process)));
  TRY(erase_items(errors_prefix(process)));
  return database_.write_and_wait([&](WriteContext& context) -> Result<void> {
    context.erase_item(count_key(process));
    return {};
  });
}

Result<std::uint64_t> ErrorStore::request_retry(const ProcessKey& process,
                                                std::span<const std::string> document_ids) {
  std::uint64_t requested = 0;
  const auto request = [&](std::span<const std::string> part) {
    return database_.write_and_wait([&](WriteContext& context) -> Result<void> {
      for (const auto& id : part) {
        if (!TRY(context.get_item(errors_prefix(process) + fold_case(id)))) continue;
        TRY(put_retry(context, process, id));
        ++requested;
      }
      return {};
    });
  };
  for (auto rest = document_ids; !rest.empty();) {
    const auto part = rest.first(std::min(rest.size(), kErrorsPerTransactionMax));
    TRY(request(part));
    rest = rest.subspan(part.size());
  }
  if (!document_ids.empty()) return requested;
  std::vector<std::string> ids;
  TRY(visit(process, std::numeric_limits<std::size_t>::max(),
            [&](RecordedError recorded) -> Result<void> {
              ids.push_back(std::move(recorded.error.document_id));
              if (ids.size() < kErrorsPerTransactionMax) return {};
              return request(std::exchange(ids, {}));
            }));
  TRY(request(ids));
  return requested;
}

Result<void> ErrorStore::request_delivery(const ProcessKey& process,
                                          std::span<const std::string> document_ids) {
  for (auto rest = document_ids; !rest.empty();) {
    const auto part = rest.first(std::min(rest.size(), kErrorsPerTransactionMax));
    TRY(database_.write_and_wait([&](WriteContext& context) -> Result<void> {
      for (const auto& id : part) TRY(put_retry(context, process, id));
      return {};
    }));
    rest = rest.subspan(part.size());
  }
  return {};
}

Result<std::vector<Retry>> ErrorStore::retries(const ProcessKey& process,
                                               std::size_t count_max) const {
  const auto snapshot = TRY(database_.snapshot());
  std::vector<Retry> retries;
  for (const auto& [key, value] : TRY(snapshot.items(retries_prefix(process), count_max))) {
    retries.push_back(TRY(decode_retry(value)));
  }
  return retries;
}

Result<void> ErrorStore::finish_retry(const ProcessKey& process, const Retry& retry) {
  const auto key = retry_key(process, retry.document_id);
  return database_.write_and_wait([&](WriteContext& context) -> Result<void> {
    const auto item = TRY(context.get_item(key));
    if (item && TRY(decode_retry(*item)) == retry) context.erase_item(key);
    return {};
  });
}

Result<std::vector<std::string>> ErrorStore::due(const ProcessKey& process,
                                                 std::size_t count_max) const {
  return due_documents(TRY(database_.snapshot()), process, clock_.now(), count_max);
}

Result<std::optional<WallTime>> ErrorStore::next_due(const ProcessKey& process) const {
  return etl::next_due(TRY(database_.snapshot()), process);
}

Result<void> ErrorStore::count_tries(const ProcessKey& process,
                                     std::span<const std::string> document_ids) {
  const auto now = clock_.now();
  return database_.write_and_wait([&](WriteContext& context) -> Result<void> {
    for (const auto& id : document_ids) TRY(count_try(context, process, id, now));
    return {};
  });
}

Result<bool> ErrorStore::contains(const ProcessKey& process, std::string_view document_id) const {
  const auto snapshot = TRY(database_.snapshot());
  return TRY(snapshot.get_item(errors_prefix(process) + fold_case(document_id))).has_value();
}

Result<std::optional<RecordedError>> ErrorStore::find(const ProcessKey& process,
                                                      std::string_view document_id) const {
  const auto snapshot = TRY(database_.snapshot());
  const auto item = TRY(snapshot.get_item(errors_prefix(process) + fold_case(document_id)));
  if (!item) return std::nullopt;
  return TRY(read_error(snapshot, process, *item));
}

Result<std::uint64_t> ErrorStore::count(const ProcessKey& process) const {
  const auto snapshot = TRY(database_.snapshot());
  return decode_count(TRY(snapshot.get_item(count_key(process))));
}

Result<std::vector<ProcessKey>> ErrorStore::processes() const {
  const auto snapshot = TRY(database_.snapshot());
  std::vector<ProcessKey> processes;
  for (const auto& [key, value] : TRY(snapshot.items(kCountTable, kProcessesMax))) {
    ByteReader reader(std::string_view(key).substr(kCountTable.size()));
    auto& process = processes.emplace_back();
    process.source_database_id = database_.identity().id;
    process.task = reader.text();
    process.script = reader.text();
    if (!reader.ok()) return corruption("the key of an ETL error counter does not decode");
  }
  return processes;
}

Result<std::vector<RecordedError>> ErrorStore::list(const ProcessKey& process, std::size_t skip,
                                                    std::size_t count_max) const {
  const auto snapshot = TRY(database_.snapshot());
  const auto wanted = std::min(count_max, kErrorsListedMax);
  const auto items = TRY(snapshot.items(errors_prefix(process), skip + wanted));
  std::vector<RecordedError> errors;
  for (std::size_t i = skip; i < items.size(); ++i) {
    errors.push_back(TRY(read_error(snapshot, process, items[i].second)));
  }
  return errors;
}

Result<void> ErrorStore::visit(const ProcessKey& process, std::size_t count_max,
                               const std::function<Result<void>(RecordedError)>& take) const {
  const auto snapshot = TRY(database_.snapshot());
  documents::TableWalk walk(
      snapshot.storage(), documents::table_range(documents::Table::kItems, errors_prefix(process)));
  for (std::size_t count = 0; count < count_max; ++count) {
    const auto entry = TRY(walk.next());
    if (!entry) break;
    TRY(take(TRY(decode(entry->value))));
  }
  return {};
}

ProcessErrors::ProcessErrors(ErrorStore& store, ProcessKey process)
    : store_(store), process_(std::move(process)) {}

Result<void> ProcessErrors::record(std::span<const DocumentError> errors) {
  return store_.record(process_, errors);
}

Result<bool> ProcessErrors::empty() const { return TRY(store_.count(process_)) == 0; }

Result<void> ProcessErrors::forget(std::span<const std::string> document_ids) {
  return store_.forget(process_, document_ids);
}

}  // namespace penstock::etl
