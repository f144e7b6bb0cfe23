#include "documents/database_registry.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/kill_point.h"
#include "base/log.h"
#include "base/random_id.h"
#include "base/text.h"
#include "documents/database_name.h"
#include "documents/local_versions.h"

namespace penstock::documents {
namespace {

Error no_database(std::string_view name) {
  return not_found(fmt::format("there is no database '{}'", excerpt(name, kDatabaseNameBytesMax)));
}

}  // namespace

Result<std::unique_ptr<Databases>> Databases::open(kv::EngineProvider& provider,
                                                   std::string node_tag, Clock& clock) {
  TRY(LocalVersions::make(node_tag, new_guid()));  // Refuses a wrong node tag now, not later.
  auto directory = TRY(DatabaseDirectory::open(provider));
  auto entries = TRY(directory.entries());
  std::unique_ptr<Databases> databases(
      new Databases(provider, std::move(node_tag), clock, std::move(directory)));
  TRY(databases->remove_leftovers(entries));
  databases->slots_.with([&](Slots& slots) {
    for (auto& entry : entries) {
      std::string folded = fold_case(entry.name);
      slots.emplace(std::move(folded), std::make_shared<Slot>(std::move(entry)));
    }
  });
  return databases;
}

Databases::Databases(kv::EngineProvider& provider, std::string node_tag, Clock& clock,
                     DatabaseDirectory directory)
    : provider_(provider),
      node_tag_(std::move(node_tag)),
      clock_(clock),
      directory_(std::move(directory)) {}

Databases::~Databases() {
  const std::lock_guard changing(change_mutex_);
  sweep();
}

// The key space is condemned before it is created and becomes the database's in the commit that
// lists it: after a crash in between, the next start removes it.
Result<std::shared_ptr<Database>> Databases::create(std::string_view name) {
  TRY(check_database_name(name));
  const std::lock_guard changing(change_mutex_);
  sweep();
  const std::string folded = fold_case(name);
  if (find_slot(folded)) {
    return Error{ErrorCode::kConflict, fmt::format("database '{}' exists already", name)};
  }
  std::string id = new_guid();
  std::string folder = std::string(kDatabaseFolderPrefix) + id;
  const auto slot = std::make_shared<Slot>(DatabaseEntry{.name = std::string(name),
                                                         .id = std::move(id),
                                                         .folder = std::move(folder),
                                                         .created = clock_.now()});
  TRY(directory_.condemn(slot->entry.folder));
  kill_point("database-condemned");
  auto engine = TRY(provider_.open(slot->entry.folder, /*create=*/true));
  slot->database = TRY(Database::open(
      std::move(engine), {.name = slot->entry.name, .id = slot->entry.id, .node_tag = node_tag_},
      clock_));
  kill_point("database-made");
  TRY(directory_.add(slot->entry));
  kill_point("database-listed");
  slots_.with([&](Slots& slots) { slots.emplace(folded, slot); });
  log_info("database '{}' created", slot->entry.name);
  return slot->database;
}

Result<std::shared_ptr<Database>> Databases::find(std::string_view name) {
  const auto slot = find_slot(fold_case(name));
  if (!slot) return no_database(name);
  const std::lock_guard opening(slot->mutex);
  if (slot->removed) return no_database(name);
  if (!slot->database) TRY(open_slot(*slot));
  return slot->database;
}

std::shared_ptr<Database> Databases::find_open(std::string_view name) const {
  const auto slot = find_slot(fold_case(name));
  if (!slot) return nullptr;
  const std::unique_lock opening(slot->mutex, std::try_to_lock);
  return opening.owns_lock() ? slot->database : nullptr;
}

Result<void> Databases::remove(std::string_view name) {
  const std::lock_guard changing(change_mutex_);
  const std::string folded = fold_case(name);
  const auto slot = find_slot(folded);
  if (!slot) return no_database(name);
  TRY(directory_.remove(slot->entry));
  kill_point("database-unlisted");
  slots_.with([&](Slots& slots) { slots.erase(folded); });
  Retired retired{.folder = slot->entry.folder, .database = nullptr};
  {
    const std::lock_guard closing(slot->mutex);
    slot->removed = true;
    retired.database = std::exchange(slot->database, nullptr);
  }
  if (retired.database) retired.database->close();
  retired_.push_back(std::move(retired));
  sweep();
  log_info("database '{}' deleted", slot->entry.name);
  return {};
}

std::vector<DatabaseEntry> Databases::list() const {
  return slots_.with([](const Slots& slots) {
    std::vector<DatabaseEntry> entries;
    entries.reserve(slots.size());
    for (const auto& [folded, slot] : slots) entries.push_back(slot->entry);
    return entries;
  });
}

std::shared_ptr<Databases::Slot> Databases::find_slot(const std::string& folded_name) const {
  return slots_.with([&](const Slots& slots) {
    const auto found = slots.find(folded_name);
    return found == slots.end() ? nullptr : found->second;
  });
}

// Closes and destroys deleted databases that nobody holds any more. Only here, never by the last
// holder: that could be a completion, and the writer's thread cannot end itself.
void Databases::sweep() {
  std::erase_if(retired_, [&](Retired& retired) {
    if (retired.database.use_count() > 1) return false;
    retired.database.reset();
    const auto destroyed = destroy(retired.folder);
    if (!destroyed) {
      log_warning("data of a deleted database stays until the next start: {}",
                  destroyed.error().message);
    }
    return true;
  });
}

// Only what is condemned goes. A key space that the list does not know may be all that is left of
// somebody's data after the list was lost.
Result<void> Databases::remove_leftovers(const std::vector<DatabaseEntry>& entries) {
  std::set<std::string> known;
  for (const auto& entry : entries) known.insert(entry.folder);
  for (auto& folder : TRY(directory_.condemned())) {
    known.insert(folder);
    retired_.push_back({.folder = std::move(folder), .database = nullptr});
  }
  for (const auto& folder : TRY(provider_.list())) {
    if (folder.starts_with(kDatabaseFolderPrefix) && !known.contains(folder)) {
      log_warning("'{}' in the data folder belongs to no database; it is left alone", folder);
    }
  }
  sweep();
  return {};
}

Result<void> Databases::destroy(const std::string& folder) {
  TRY(provider_.destroy(folder));
  kill_point("database-destroyed");
  return directory_.forget(folder);
}

Result<std::shared_ptr<Database>> Databases::open_slot(Slot& slot) {
  auto engine = TRY(provider_.open(slot.entry.folder, /*create=*/false));
  kill_point("database-recovered");
  slot.database = TRY(Database::open(
      std::move(engine), {.name = slot.entry.name, .id = slot.entry.id, .node_tag = node_tag_},
      clock_));
  return slot.database;
}

}  // namespace penstock::documents
