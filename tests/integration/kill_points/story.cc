#include "integration/kill_points/story.h"

#include <fmt/format.h>

#include "etl/error_store.h"

namespace penstock::testing {
namespace {

constexpr std::size_t kBatchDocumentsMax = 12;
constexpr int kLines = 2;  // Rows of a document in the table of many rows a document.

constexpr const char* kScript = R"(
  if (this.Fate === 'throws') throw new Error('as the story has it');
  loadToOrders({ Version: this.Version, Name: this.Fate === 'null' ? null : 'name',
                 Amount: this.Fate === 'negative' ? -1 : 1 });
  for (var i = 0; i < 2; i++) loadToOrderLines({ Version: this.Version });
  loadToHistory({ Version: this.Version });
)";

std::string_view name_of(Fate fate) {
  switch (fate) {
    case Fate::kThrows: return "throws";
    case Fate::kNull: return "null";
    case Fate::kNegative: return "negative";
    default: return "fine";
  }
}

bool fails(Fate fate) { return fate != Fate::kFine && fate != Fate::kAbsent; }

Result<void> apply(documents::WriteContext& context, const StoryDocument& document, int part) {
  const Fate fate = part == 1 ? document.first : document.second;
  if (fate == Fate::kAbsent) {
    TRY(context.remove(document.id, {}));
    return {};
  }
  const auto content = TRY(documents::DocumentContent::parse(
      fmt::format(R"({{"Fate":"{}","Version":{},"@metadata":{{"@collection":"Orders"}}}})",
                  name_of(fate), part)));
  TRY(context.put(document.id, content, {}));
  return {};
}

std::string mark_of(int part) { return fmt::format("story/{}", part); }

/// The version whose rows are at the destination in the end; 0: none.
int delivered_version(const StoryDocument& document) {
  const bool first_was_delivered = document.first == Fate::kFine;
  if (document.changes && document.second == Fate::kFine) return 2;
  if (document.changes && document.second == Fate::kAbsent) return 0;
  return first_was_delivered ? 1 : 0;  // A version that fails leaves what was there.
}

}  // namespace

std::vector<StoryDocument> story() {
  constexpr Fate kFates[] = {Fate::kFine, Fate::kThrows, Fate::kNull, Fate::kNegative,
                             Fate::kAbsent};
  std::vector<StoryDocument> documents;
  const auto add = [&](Fate first, Fate second, bool changes) {
    if (first == Fate::kAbsent && second == Fate::kAbsent) return;
    const auto id = fmt::format("orders/{}", documents.size() + 1);
    documents.push_back({id, first, second, changes});
  };
  for (const auto second : kFates) {
    for (const auto first : kFates) add(first, second, /*changes=*/true);
  }
  for (const auto first : kFates) add(first, first, /*changes=*/false);
  return documents;
}

void tell(TemporaryDatabase& database, int part) {
  must(database->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    const auto mark = mark_of(part);
    if (TRY(context.get_item(mark))) return {};
    for (const auto& document : story()) {
      if (part == 1 ? document.first != Fate::kAbsent : document.changes) {
        TRY(apply(context, document, part));
      }
    }
    context.put_item(mark, "told");
    return {};
  }));
}

etl::TaskDefinition story_task() {
  etl::Transformation transformation;
  transformation.name = "Orders";
  transformation.collections = {"Orders"};
  transformation.script = kScript;
  transformation.generation = 1;
  etl::TaskDefinition task;
  task.kind = etl::DestinationKind::kSql;
  task.name = "Story";
  task.task_id = 1;
  task.transformations = {transformation};
  return task;
}

etl::ProcessKey story_process(TemporaryDatabase& database) {
  const auto task = story_task();
  return etl::process_key(*database, task, task.transformations.front());
}

etl::ProcessOptions story_options() {
  etl::ProcessOptions options;
  options.limits.documents_max = kBatchDocumentsMax;
  return options;
}

void create_tables(const std::function<SqlRows(const std::string&)>& query) {
  query(
      "DROP TABLE IF EXISTS History; DROP TABLE IF EXISTS OrderLines; DROP TABLE IF EXISTS Orders;"
      "DROP TABLE IF EXISTS penstock_etl_checkpoints;"
      "CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Version integer, Name text NOT NULL,"
      " Amount integer CHECK (Amount >= 0));"
      "CREATE TABLE OrderLines (OrderId varchar(40) REFERENCES Orders (Id), Version integer);"
      "CREATE TABLE History (OrderId varchar(40), Version integer)");
}

std::vector<etl::SqlTable> story_tables() {
  return {{"Orders", "Id", false}, {"OrderLines", "OrderId", false}, {"History", "OrderId", true}};
}

std::multiset<std::string> expected_rows() {
  std::multiset<std::string> rows;
  for (const auto& document : story()) {
    const auto add = [&](std::string_view table, int version) {
      rows.insert(fmt::format("{} {} {}", table, document.id, version));
    };
    if (const int version = delivered_version(document); version != 0) {
      add("Orders", version);
      for (int i = 0; i < kLines; ++i) add("OrderLines", version);
    }
    if (document.first == Fate::kFine) add("History", 1);
    if (document.changes && document.second == Fate::kFine) add("History", 2);
  }
  return rows;
}

std::set<std::string> expected_errors() {
  std::set<std::string> ids;
  for (const auto& document : story()) {
    if (fails(document.changes ? document.second : document.first)) ids.insert(document.id);
  }
  return ids;
}

std::multiset<std::string> found_rows(const std::function<SqlRows(const std::string&)>& query) {
  std::multiset<std::string> rows;
  for (const auto& row : query("SELECT 'Orders', Id, Version FROM Orders UNION ALL "
                               "SELECT 'OrderLines', OrderId, Version FROM OrderLines UNION ALL "
                               "SELECT 'History', OrderId, Version FROM History")) {
    rows.insert(fmt::format("{} {} {}", row[0], row[1], row[2]));
  }
  return rows;
}

std::set<std::string> found_errors(TemporaryDatabase& database) {
  SystemClock clock;
  const etl::ErrorStore errors(*database, clock);
  std::set<std::string> ids;
  for (const auto& recorded : must(errors.list(story_process(database), 0, 1000))) {
    ids.insert(recorded.error.document_id);
  }
  return ids;
}

std::set<std::string> vanished(TemporaryDatabase& database,
                               const std::function<SqlRows(const std::string&)>& query) {
  // It is told when the first part is delivered.
  if (!must(must(database->snapshot()).get_item(mark_of(2)))) return {};
  const auto listed = found_errors(database);
  const auto rows = found_rows(query);
  std::set<std::string> ids;
  for (const auto& document : story()) {
    if (!fails(document.first) || document.second == Fate::kAbsent) continue;
    const bool is_delivered = rows.contains(fmt::format("Orders {} 2", document.id));
    if (!is_delivered && !listed.contains(document.id)) ids.insert(document.id);
  }
  return ids;
}

}  // namespace penstock::testing
