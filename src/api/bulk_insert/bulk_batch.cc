#include "api/bulk_insert/bulk_batch.h"

#include <utility>

#include <fmt/format.h>

#include "api/bulk_insert/bulk_time_series.h"
#include "base/text.h"
#include "documents/document.h"

namespace penstock::api {
namespace {

/// The PUT of a bulk insert: unconditional, and nobody reads its result.
class BulkPut final : public BatchCommand {
 public:
  BulkPut(std::string id, documents::DocumentContent content, bool skips_unchanged)
      : id_(std::move(id)), content_(std::move(content)), skips_unchanged_(skips_unchanged) {}

  Result<void> apply(BatchRun& run) const override {
    if (skips_unchanged_ && TRY(is_unchanged(run))) return {};
    TRY(run.context.put(id_, content_, {}));
    ++run.written;
    return {};
  }

 private:
  Result<bool> is_unchanged(BatchRun& run) const {
    const auto stored = TRY(run.context.get(id_));
    return stored && stored->body == content_.body && stored->metadata == content_.metadata &&
           stored->collection == content_.collection;
  }

  std::string id_;
  documents::DocumentContent content_;
  bool skips_unchanged_;
};

Result<std::unique_ptr<BatchCommand>> parse_put(const CommandMembers& members, std::string id,
                                                bool skips_unchanged) {
  // Clients do not ask for identities here: each number would cost a look at the one before.
  if (id.ends_with('|')) return invalid_argument("An id that ends in '|' cannot be bulk-inserted.");
  auto content = TRY(documents::DocumentContent::parse(TRY(members.object_text("Document"))));
  return std::make_unique<BulkPut>(std::move(id), std::move(content), skips_unchanged);
}

/// What a bulk insert has: how a command is read and which total it counts in.
struct BulkCommandType {
  CommandParser parse = nullptr;  ///< Null: of a PUT, or there is no such type.
  std::uint64_t* total = nullptr;
};

BulkCommandType find_type(std::string_view type, BulkTotals& totals) {
  if (type == "PUT") return {nullptr, &totals.documents};
  if (type == "Counters") return {find_command_type(type), &totals.counters};
  if (type == "AttachmentPUT") return {find_command_type(type), &totals.attachments};
  if (type == "TimeSeriesBulkInsert") return {parse_bulk_time_series, &totals.time_series};
  return {};
}

}  // namespace

void BulkTotals::add(const BulkTotals& more) {
  documents += more.documents;
  attachments += more.attachments;
  counters += more.counters;
  time_series += more.time_series;
  ++batches;
  if (!more.last_id.empty()) last_id = more.last_id;
}

boost::json::object BulkTotals::to_json() const {
  return {{"Total", total()},
          {"BatchCount", batches},
          {"LastProcessedId", last_id},
          {"DocumentsProcessed", documents},
          {"AttachmentsProcessed", attachments},
          {"CountersProcessed", counters},
          {"TimeSeriesProcessed", time_series}};
}

Result<BulkBatch> BulkReader::next() {
  BulkBatch batch;
  bytes_ = 0;
  while (batch.batch.commands.size() < BulkBatch::kCommandsMax && bytes_ < BulkBatch::kBytesMax) {
    const auto members = TRY(scanner_.next());
    if (!members) {
      batch.is_last = true;
      break;
    }
    bytes_ += scanner_.command_bytes();
    const auto read = read_command(*members, batch);
    if (!read) return read.error().within(fmt::format("Command {}", commands_));
    ++commands_;
  }
  return batch;
}

Result<void> BulkReader::read_command(const CommandMembers& members, BulkBatch& into) {
  const auto type = TRY(members.required_text("Type"));
  if (type == "HeartBeat") return {};
  const auto [parse, total] = find_type(type, into.totals);
  if (total == nullptr) {
    return invalid_argument(
        fmt::format("A bulk insert cannot have commands of type '{}'.", excerpt(type, 64)));
  }
  auto id = TRY(members.optional_text("Id")).value_or("");
  into.totals.last_id = id;
  auto command = parse == nullptr ? TRY(parse_put(members, std::move(id), options_.skips_unchanged))
                                  : TRY(parse(members));
  const bool takes_content = command->takes_content();
  into.batch.commands.push_back(std::move(command));
  ++*total;
  return takes_content ? read_content(members, into) : Result<void>();
}

// The members are views into what the scanner gives up to read on.
Result<void> BulkReader::read_content(const CommandMembers& members, BulkBatch& into) {
  const auto size = TRY(members.whole_number("ContentLength"));
  const auto stager = database_.stage_content();
  TRY(scanner_.read_raw(size, [&](std::string_view piece) { return stager->append(piece); }));
  auto content = TRY(stager->finish());
  bytes_ += content->bytes().size();
  into.contents.push_back(std::move(content));
  return {};
}

}  // namespace penstock::api
