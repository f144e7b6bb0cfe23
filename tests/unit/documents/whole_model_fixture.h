#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "documents/attachment_reader.h"
#include "documents/change_feed.h"
#include "documents/commit_tables.h"
#include "documents/compare_exchange.h"
#include "documents/counter_reader.h"
#include "documents/due_sweep.h"
#include "documents/identities.h"
#include "documents/revision_reader.h"
#include "documents/time_series_reader.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/seed.h"
#include "support/temporary_database.h"
#include "support/temporary_directory.h"
#include "unit/documents/store_damages.h"
#include "unit/documents/whole_model.h"

// Random transactions of all kinds of changes in any mix, several in a commit, many of which fail
// at some point; restarts in between. The database and the model of it must show the same, and
// nothing that is stored may disagree with the rest.

namespace penstock::documents {

using testing::describe_bytes;
using testing::must;
using testing::TemporaryDatabase;
using testing::WholeModel;

/// PENSTOCK_STEPS for longer runs.
inline int steps(int otherwise) {
  const char* given = std::getenv("PENSTOCK_STEPS");
  return given != nullptr ? std::stoi(given) : otherwise;
}

inline WallTime time_of(int millisecond) {
  return WallTime{std::chrono::milliseconds{millisecond}};
}
inline auto milliseconds_of(WallTime time) {
  return time.time_since_epoch() / std::chrono::milliseconds(1);
}

template <typename Value>
Result<void> outcome(const Result<Value>& result) {
  return result ? Result<void>() : result.error();
}

inline std::string read_bytes(const kv::Snapshot& snapshot, const Attachment& attachment) {
  const AttachmentReader reader(snapshot);
  const auto content = must(reader.find_content(attachment.hash)).value();
  std::string bytes;
  while (bytes.size() < content.size) bytes += must(reader.read(content, bytes.size()));
  return describe_bytes(bytes);
}

/// What a database shows to readers, as WholeModel::picture() does.
class Picture {
 public:
  explicit Picture(Database& database)
      : view_(must(database.snapshot())), snapshot_(view_.storage()) {
    for (const auto* prefix : {"kept/", "free/"}) {
      for (int n = 0; n < 4; ++n) add_document(prefix + std::to_string(n));
    }
    for (const auto& value : must(CompareExchangeReader(snapshot_).read({}))) {
      lines_.push_back(fmt::format("value {} {} at {}", value.key, value.value, value.index));
    }
    add_tombstones();
    for (const auto& [name, number] : must(read_identities(snapshot_))) {
      lines_.push_back(fmt::format("identity {} {}", name, number));
    }
    lines_.push_back(
        fmt::format("contents {}", must(database.statistics()).items.of(CountedItem::kContents)));
    std::sort(lines_.begin(), lines_.end());
  }

  std::vector<std::string> lines() { return std::move(lines_); }

 private:
  void add_document(const std::string& id) {
    add_revisions(id);
    if (const auto document = must(view_.get(id))) {
      lines_.push_back(fmt::format("{}: {}", id, document->body));
    }
    for (const auto& attachment : must(AttachmentReader(snapshot_).list(id))) {
      lines_.push_back(fmt::format("{}: attachment {} {}", id, attachment.name,
                                   read_bytes(snapshot_, attachment)));
    }
    for (const auto& counter : must(CounterReader(snapshot_).all(id))) {
      lines_.push_back(fmt::format("{}: counter {} {}", id, counter.name, counter.value));
    }
    const TimeSeriesReader series(snapshot_);
    for (const auto& name : must(series.names(id))) {
      auto& line = lines_.emplace_back(fmt::format("{}: series {}", id, name));
      must(series.read(id, name, {}, {}, [&](const TimeSeriesEntry& entry) -> Result<void> {
        line += fmt::format(" {}={}", milliseconds_of(entry.time), entry.values.front());
        return {};
      }));
    }
  }

  void add_revisions(const std::string& id) {
    const RevisionReader revisions(snapshot_);
    for (const auto& revision : must(revisions.page(id, {}, {}))) {
      auto& line = lines_.emplace_back(fmt::format("{}: revision {}", id, revision.body));
      const auto derived = DerivedMetadata::parse(revision.derived);
      for (const auto& listed : must(parse_attachments(derived.attachments()))) {
        const auto attachment = must(revisions.attachment(revision.change_vector, id, listed.name));
        line += fmt::format(" {} {}", listed.name, read_bytes(snapshot_, attachment.value()));
      }
    }
  }

  /// Of documents and of what hung on them.
  void add_tombstones() {
    constexpr std::array kStreams = {ChangeStream::kTombstones, ChangeStream::kCounterTombstones,
                                     ChangeStream::kAttachmentTombstones,
                                     ChangeStream::kTimeSeriesDeletedRanges};
    const ChangeFeed feed(snapshot_, {}, kStreams);
    for (auto page = must(feed.read({}, {})); !page.empty();
         page = must(feed.read(page.back().etag(), {}))) {
      for (const auto& change : page) lines_.push_back(describe_tombstone(change));
    }
  }

  static std::string describe_tombstone(const Change& change) {
    auto line = fmt::format("{}: gone", change.id());
    if (const auto* counter = change.as<CounterTombstone>()) line += " counter " + counter->name;
    if (const auto* attachment = change.as<AttachmentTombstone>()) {
      line += " attachment " + attachment->name;
    }
    if (const auto* series = change.as<TimeSeriesDeletedRange>()) {
      line += fmt::format(" series {}", series->name);
      if (series->range != TimeRange{}) {
        line += fmt::format(" {} to {}", milliseconds_of(series->range.from),
                            milliseconds_of(series->range.to));
      }
    }
    return line;
  }

  const DatabaseSnapshot view_;
  const kv::Snapshot& snapshot_;
  std::vector<std::string> lines_;
};

/// A database, the model of it, and random changes that are made to both.
class WholeModelFixture : public ::testing::Test {
 protected:
  std::size_t pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  int small_number() { return static_cast<int>(pick(100)); }
  std::string random_id() { return (pick(2) == 0 ? "kept/" : "free/") + std::to_string(pick(4)); }
  std::string random_name() { return std::string(1, static_cast<char>('a' + pick(3))); }
  std::string random_bytes() {
    return std::string(pick(12) == 0 ? kChunkBytes + 1 : pick(3), static_cast<char>('m' + pick(4)));
  }

  struct Staged {
    std::string bytes;
    std::shared_ptr<const StagedContent> content;
    std::promise<void> done = {};
  };

  /// Staged in storage or in memory, whatever its size.
  Staged stage() {
    const auto stager = database_->stage_content(pick(4) == 0 ? 0 : kChunkBytes);
    const auto bytes = random_bytes();
    must(stager->append(bytes));
    return {.bytes = describe_bytes(bytes), .content = must(stager->finish())};
  }

  /// Several transactions at once, which share a commit if the writer finds them waiting. Only its
  /// thread picks until all are done.
  void step() {
    std::vector<Staged> all(1 + pick(4));
    std::generate(all.begin(), all.end(), [this] { return stage(); });
    for (auto& one : all) {
      database_->write(
          [this, &one](WriteContext& context) -> Result<void> {
            auto after = model_;
            TRY(transact(context, after, *one.content, one.bytes));
            model_ = std::move(after);
            return {};
          },
          [&one](const Result<void>&) { one.done.set_value(); });
    }
    for (auto& one : all) one.done.get_future().wait();
  }

  Result<void> transact(WriteContext& context, WholeModel& after, const StagedContent& content,
                        const std::string& bytes) {
    for (auto left = 1 + pick(6); left > 0; --left) {
      TRY(change(context, after, content, bytes));
    }
    for (const auto& id : after.reattached()) {
      TRY(context.tables().attachments.update_document(id));
    }
    after.finish_attachments();
    return pick(6) == 0 ? invalid_argument("on purpose") : Result<void>();
  }

  /// Does the same to the database and to the model, which agree on whether it can be done.
  Result<void> change(WriteContext& context, WholeModel& after, const StagedContent& content,
                      const std::string& bytes) {
    const auto id = random_id();
    const auto name = random_name();
    switch (pick(19)) {
      case 0: return agree(outcome(context.remove(id, {})), after.remove(id));
      case 1:
      case 2:
      case 3:
        return agree(outcome(context.tables().attachments.put({id, name}, "", content, {})),
                     after.attach(id, name, bytes));
      case 4:
        return agree(outcome(context.tables().attachments.remove({id, name}, {})),
                     after.detach(id, name));
      case 5: return copy(context, after, id, name);
      case 6:
      case 7:
      case 8: return count(context, after, id, name);
      case 9:
      case 10: return measure(context, after, id, name);
      case 11: return exchange(context, after, name);
      case 12: return pick(4) == 0 ? configure(context, after) : Result<void>();
      case 13: return pick(2) == 0 ? sweep(context, after) : number(context, after, name);
      case 14:
      case 15: return clean(context, after, id.substr(0, 4));
      default: return put(context, after, id);
    }
  }

  static Result<void> agree(Result<void> done, bool is_allowed) {
    EXPECT_EQ(done.has_value(), is_allowed) << (done ? "" : done.error().message);
    return done;
  }

  Result<void> put(WriteContext& context, WholeModel& after, const std::string& id) {
    const bool has_to_be_new = pick(20) == 0;
    const auto body = fmt::format(R"({{"n":{}}})", small_number());
    ExpectedVersion expected;
    if (has_to_be_new) expected.change_vector = "";
    std::string metadata = "{}";
    std::optional<int> until;
    if (pick(4) == 0) {
      until = now_ + static_cast<int>(pick(3));
      metadata = fmt::format(R"({{"@expires":"{}"}})",
                             format_wire_time(start_ + std::chrono::minutes{*until}));
    }
    const DocumentContent document{
        .body = body, .metadata = metadata, .collection = id.substr(0, 4)};
    return agree(outcome(context.put(id, document, expected)),
                 after.put(id, body, has_to_be_new, until));
  }

  Result<void> sweep(WriteContext& context, WholeModel& after) const {
    const auto swept = TRY(sweep_due(context, DueKind::kExpiration, {}));
    EXPECT_EQ(swept, after.sweep(now_));
    return {};
  }

  /// Tombstones go, the oldest first, up to what was the newest change some steps ago.
  Result<void> clean(WriteContext& context, WholeModel& after, const std::string& collection) {
    const auto count_max = pick(2) == 0 ? 1 + pick(3) : std::numeric_limits<std::size_t>::max();
    const auto cleaned =
        TRY(context.tables().tombstones.clean(collection, passed_.etag, count_max));
    EXPECT_EQ(cleaned, after.clean(collection, passed_.changes, count_max));
    return {};
  }

  static Result<void> number(WriteContext& context, WholeModel& after, const std::string& name) {
    const auto number = TRY(context.tables().identities.next(name));
    EXPECT_EQ(static_cast<int>(number), after.next_identity(name));
    return {};
  }

  Result<void> copy(WriteContext& context, WholeModel& after, const std::string& from,
                    const std::string& name) {
    const auto to = random_id();
    return agree(outcome(context.tables().attachments.copy({from, name}, {to, name}, {})),
                 after.copy(from, name, to));
  }

  Result<void> count(WriteContext& context, WholeModel& after, const std::string& id,
                     const std::string& name) {
    const auto amount = pick(4) == 0 ? std::nullopt : std::optional(small_number());
    const auto type = amount ? CounterOperation::Type::kIncrement : CounterOperation::Type::kDelete;
    return agree(outcome(context.tables().counters.apply(
                     id, {{.type = type, .name = name, .amount = amount.value_or(0)}})),
                 after.count(id, name, amount));
  }

  Result<void> measure(WriteContext& context, WholeModel& after, const std::string& id,
                       const std::string& name) {
    const auto from = small_number();
    const auto to = from + small_number();
    const auto value = pick(3) == 0 ? std::nullopt : std::optional(small_number());
    TimeSeriesChanges changes{.name = name, .deletes = {}, .appends = {}, .increments = {}};
    if (value) {
      changes.appends.push_back({time_of(from), {static_cast<double>(*value)}, ""});
    } else {
      changes.deletes.push_back({time_of(from), time_of(to)});
    }
    return agree(outcome(context.tables().time_series.apply(id, changes)),
                 after.measure(id, name, from, to, value));
  }

  Result<void> exchange(WriteContext& context, WholeModel& after, const std::string& key) {
    auto& values = context.tables().compare_exchange;
    const auto expected = pick(4) == 0 ? pick(10) : after.index_of(key);
    const auto text = fmt::format(R"({{"Object":{}}})", small_number());
    const bool removes = pick(3) == 0;
    const auto changed = removes ? values.remove(key, expected) : values.put(key, text, expected);
    const bool is_allowed =
        removes ? after.forget(key, expected) : after.exchange(key, expected, text);
    if (!changed) return changed.error();
    return agree(changed->successful ? Result<void>() : invalid_argument("another index"),
                 is_allowed);
  }

  Result<void> configure(WriteContext& context, WholeModel& after) {
    const auto revisions = 1 + pick(5);
    after.keep_at_most(revisions);
    const auto configuration = must(parse_json(
        fmt::format(R"({{"Collections":{{"kept":{{"MinimumRevisionsToKeep":{}}}}}}})", revisions)));
    return outcome(
        write_feature(context, Feature::kRevisions,
                      must(check_feature(Feature::kRevisions, configuration.as_object()))));
  }

  /// Consumers have seen all that is there now.
  void pass() { passed_ = {must(database_->statistics()).last_etag, model_.changes()}; }

  void compare() { EXPECT_EQ(Picture(*database_).lines(), model_.picture()); }
  void expect_whole() {
    const auto view = must(database_->snapshot());
    EXPECT_THAT(testing::store_damages(view.storage()), ::testing::IsEmpty());
  }
  void pass_a_minute() {
    database_.clock().advance(std::chrono::minutes{1});
    ++now_;
  }
  void restart() {
    database_.close();
    database_.open();
  }

  /// `change_more` is called between the steps.
  void run(
      int steps, const std::function<void()>& change_more = [] {}) {
    must(database_->write_and_wait(
        [&](WriteContext& context) { return configure(context, model_); }));
    for (int i = 0; i < steps && !HasFailure(); ++i) {
      step();
      change_more();
      if (pick(10) == 0) pass_a_minute();
      if (pick(10) == 0) pass();
      if (pick(25) == 0) compare();
      if (pick(200) == 0) expect_whole();
      if (pick(100) == 0) restart();
    }
    compare();
    expect_whole();
  }

  std::mt19937 random_{testing::random_seed()};
  testing::TemporaryDirectory folder_;
  // Files in memory: thousands of syncs would be most of the time.
  TemporaryDatabase database_{must(kv::rocksdb::RocksdbProvider::open(
      {.folder = folder_.path() + "/data",
       .environment =
           std::shared_ptr<::rocksdb::Env>(::rocksdb::NewMemEnv(::rocksdb::Env::Default()))}))};
  const WallTime start_ = database_.clock().now();
  int now_ = 0;  ///< Minutes since the start.
  WholeModel model_;

  /// Up to where tombstones may be cleaned.
  struct Passed {
    Etag etag;
    std::uint64_t changes = 0;
  };
  Passed passed_;
};

}  // namespace penstock::documents
