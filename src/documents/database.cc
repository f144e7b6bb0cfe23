#include "documents/database.h"

#include <functional>
#include <future>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "documents/content_sweeper.h"
#include "documents/keys.h"
#include "documents/local_versions.h"
#include "documents/records.h"
#include "documents/wake_up_chain.h"

namespace penstock::documents {
namespace {

/// Of keys.cc and records.cc.
constexpr std::uint64_t kLayout = 1;

/// Marks an empty key space with the layout, and refuses one that has another.
Result<void> check_layout(kv::Engine& engine) {
  const auto snapshot = TRY(engine.snapshot());
  const auto stored = TRY(snapshot->get(format_key()));
  if (!stored) {
    kv::WriteBatch batch;
    batch.put(format_key(), encode_number(kLayout));
    return engine.commit(batch, std::nullopt);
  }
  const auto layout = TRY(decode_number(*stored));
  if (layout == kLayout) return {};
  return corruption(
      fmt::format("the data is of layout {}, this program knows layout {}", layout, kLayout));
}

/// By folded names.
using Collections = std::map<std::string, CollectionStatistics, std::less<>>;

Result<Collections> read_collections(const kv::Snapshot& snapshot) {
  Collections collections;
  Result<void> decoded;
  TRY(snapshot.visit(table_range(Table::kCollections, {}), [&](std::string_view key,
                                                               std::string_view value) {
    auto record = decode_collection(value);
    if (!record) {
      decoded = std::move(record).error();
      return false;
    }
    collections.emplace(name_of_key(key),
                        CollectionStatistics{.name = std::move(record->name),
                                             .documents = record->documents,
                                             .tombstones = record->tombstones,
                                             .document_bytes = record->document_bytes,
                                             .tombstones_cleaned_to = record->tombstones_cleaned_to,
                                             .items = {}});
    return true;
  }));
  TRY(decoded);
  return collections;
}

Result<void> count_items(const kv::Snapshot& snapshot, Collections& collections,
                         ItemCounts& total) {
  return visit_counts(snapshot, [&](CountedItem item, std::string_view name, std::uint64_t count) {
    total.add(item, count);
    const auto collection = collections.find(name);
    if (collection != collections.end()) collection->second.items.add(item, count);
  });
}

}  // namespace

class Database::Implementation {
 public:
  Implementation(std::unique_ptr<kv::Engine> opened, Identity named, LocalVersions made,
                 Etag last_etag, Clock& clock, Writer writer_kind)
      : identity(std::move(named)),
        versions(made),
        writer(writer_kind),
        engine(std::move(opened)),
        sweeper(std::make_shared<ContentSweeper>([this](Transaction transaction, Completion done) {
          queue.write(std::move(transaction), std::move(done));
        })),
        queue(
            *engine, std::move(made), last_etag, clock,
            [this](const ChangeNotice& notice) { tell(notice); },
            [this] { return item_listeners.has_any(); }) {
    if (writer == Writer::kThread) queue.start();
    sweeper->wake();
  }
  ~Implementation() { sweeper->close(); }

  void tell(const ChangeNotice& notice) {
    if (notice.freed_content) sweeper->wake();
    listeners.notify(notice);
    item_listeners.notify(notice);
  }

  const Identity identity;
  const LocalVersions versions;
  const Writer writer;
  const std::unique_ptr<kv::Engine> engine;
  Listeners<ChangeNotice> listeners;
  Listeners<ChangeNotice> item_listeners;
  WakeUpChain wake_ups;
  const std::shared_ptr<ContentSweeper> sweeper;
  WriteQueue queue;  // The last: it stops before what it uses goes.
};

Result<std::unique_ptr<Database>> Database::open(std::unique_ptr<kv::Engine> engine,
                                                 Identity identity, Clock& clock, Writer writer) {
  auto versions = TRY(LocalVersions::make(identity.node_tag, identity.id));
  TRY(check_layout(*engine));
  TRY(ContentSweeper::free_staged(*engine));
  const auto last_etag = TRY(DatabaseSnapshot(TRY(engine->snapshot())).last_etag());
  return std::unique_ptr<Database>(new Database(std::make_unique<Implementation>(
      std::move(engine), std::move(identity), std::move(versions), last_etag, clock, writer)));
}

Database::Database(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Database::~Database() = default;

const Database::Identity& Database::identity() const { return implementation_->identity; }

Result<std::optional<Document>> Database::get_from_memory(std::string_view id) const {
  const auto key = table_key(Table::kDocuments, fold_case(id));
  const auto stored = TRY(implementation_->engine->get_from_memory(key));
  if (!stored) return std::nullopt;
  return TRY(decode_document(*stored)).to_document();
}

Result<DatabaseSnapshot> Database::snapshot() const {
  return DatabaseSnapshot(TRY(implementation_->engine->snapshot()));
}

Result<DatabaseStatistics> Database::statistics() const {
  const auto view = TRY(snapshot());
  DatabaseStatistics statistics;
  statistics.last_etag = TRY(view.last_etag());
  if (statistics.last_etag != Etag{}) {
    statistics.change_vector = implementation_->versions.change_vector(statistics.last_etag);
  }
  statistics.disk_bytes = TRY(implementation_->engine->statistics()).disk_bytes;
  auto collections = TRY(read_collections(view.storage()));
  TRY(count_items(view.storage(), collections, statistics.items));
  for (auto& [name, collection] : collections) {
    statistics.documents += collection.documents;
    statistics.tombstones += collection.tombstones;
    statistics.collections.push_back(std::move(collection));
  }
  return statistics;
}

std::unique_ptr<ContentStager> Database::stage_content(std::size_t memory_bytes_max) {
  return std::make_unique<ContentStager>(
      *implementation_->engine,
      [sweeper = implementation_->sweeper](const ContentId& id) { sweeper->abandoned(id); },
      memory_bytes_max);
}

void Database::write(Transaction transaction, Completion done) {
  implementation_->queue.write(std::move(transaction), std::move(done));
}

Result<void> Database::write_and_wait(Transaction transaction) {
  auto& chain = implementation_->wake_ups;
  const auto sleeper = std::make_shared<std::promise<Result<void>>>();
  auto answer = sleeper->get_future();
  write(std::move(transaction),
        [&chain, sleeper](Result<void> result) { chain.wake(sleeper, std::move(result)); });
  if (implementation_->writer == Writer::kCaller) {
    while (commit_waiting()) {
    }
  }
  auto result = answer.get();
  chain.pass_on();
  return result;
}

bool Database::commit_waiting() {
  CHECK(implementation_->writer == Writer::kCaller);
  return implementation_->queue.drain_once();
}

void Database::close() { implementation_->queue.stop(); }

std::shared_ptr<Database::Subscription> Database::subscribe(
    Listeners<ChangeNotice>::Listener listener) {
  return implementation_->listeners.add(std::move(listener));
}

std::shared_ptr<Database::Subscription> Database::subscribe_to_items(
    Listeners<ChangeNotice>::Listener listener) {
  return implementation_->item_listeners.add(std::move(listener));
}

}  // namespace penstock::documents
