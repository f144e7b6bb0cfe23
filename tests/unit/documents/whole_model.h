#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace penstock::testing {

/// "x300": so many bytes, all the same; "damaged" if they are not.
inline std::string describe_bytes(const std::string& bytes) {
  if (bytes.empty()) return "empty";
  if (bytes.find_first_not_of(bytes.front()) != std::string::npos) return "damaged";
  return fmt::format("{}{}", bytes.front(), bytes.size());
}

/// What a database has to hold, in plain maps. Each operation returns whether the database has to
/// do it too; one that it has to refuse ends the transaction, which then leaves nothing: the test
/// goes on with the model from before. A value.
class WholeModel {
 public:
  using Attachments = std::map<std::string, std::string>;  ///< Described bytes by name.

  /// A document with a time `until` goes in the sweep of that time.
  bool put(const std::string& id, const std::string& body, bool has_to_be_new,
           std::optional<int> until) {
    if (has_to_be_new && documents_.contains(id)) return false;
    auto& document = documents_[id];
    document.body = body;
    document.until = until;
    write(id, document);
    return true;
  }
  /// Another body for a document that is there.
  void rewrite(const std::string& id, const std::string& body) {
    auto& document = documents_.at(id);
    if (document.body == body) return;
    document.body = body;
    write(id, document);
  }
  bool remove(const std::string& id) {
    const auto document = documents_.find(id);
    if (document == documents_.end()) return true;
    for (const auto& [name, value] : document->second.counters) bury(id, " counter " + name);
    for (const auto& [name, entries] : document->second.series) bury_series(id, name, kAllTimes);
    std::erase_if(tombstones_, [&](const auto& tombstone) {
      return tombstone.first.starts_with(gone(id, " attachment "));
    });
    bury(id, "");
    documents_.erase(document);
    keep(id, {.body = "{}", .attachments = {}});
    return true;
  }
  /// The number in {"n":7}; nothing if there is no such document.
  std::optional<int> number_in(const std::string& id) const {
    const auto document = documents_.find(id);
    if (document == documents_.end()) return std::nullopt;
    return std::stoi(document->second.body.substr(5));
  }

  /// How many documents went: those whose time has come.
  std::size_t sweep(int now) {
    std::set<std::pair<int, std::string>> due;
    for (const auto& [id, document] : documents_) {
      if (document.until && *document.until <= now) due.emplace(*document.until, id);
    }
    for (const auto& [until, id] : due) remove(id);
    return due.size();
  }

  bool attach(const std::string& id, const std::string& name, const std::string& bytes) {
    if (!documents_.contains(id)) return false;
    documents_[id].attachments[name] = bytes;
    tombstones_.erase(gone(id, " attachment " + name));
    reattached_.insert(id);
    return true;
  }
  bool detach(const std::string& id, const std::string& name) {
    const auto document = documents_.find(id);
    if (document == documents_.end()) return true;
    if (document->second.attachments.erase(name) == 0) return true;
    bury(id, " attachment " + name);
    reattached_.insert(id);
    return true;
  }
  bool copy(const std::string& from, const std::string& name, const std::string& to) {
    const auto source = documents_.find(from);
    if (source == documents_.end() || !source->second.attachments.contains(name)) return false;
    return attach(to, name, source->second.attachments.at(name));
  }
  /// Documents whose attachments changed: they are written again at the end of the transaction.
  const std::set<std::string>& reattached() const { return reattached_; }
  void finish_attachments() {
    for (const auto& id : reattached_) {
      const auto document = documents_.find(id);
      if (document == documents_.end()) continue;
      document->second.listed = document->second.attachments;
      write(id, document->second);
    }
    reattached_.clear();
  }

  bool count(const std::string& id, const std::string& name, std::optional<int> amount) {
    const auto document = documents_.find(id);
    if (document == documents_.end()) return false;
    auto& counters = document->second.counters;
    const auto names_before = counters.size();
    if (amount) {
      counters[name] += *amount;
      tombstones_.erase(gone(id, " counter " + name));
    } else if (counters.erase(name) > 0) {
      bury(id, " counter " + name);
    }
    if (counters.size() != names_before) write(id, document->second);
    return true;
  }

  /// Without a value the entries of the range go.
  bool measure(const std::string& id, const std::string& name, int from, int to,
               std::optional<int> value) {
    const auto document = documents_.find(id);
    if (document == documents_.end()) return false;
    auto& entries = document->second.series[name];
    const bool was_there = !entries.empty();
    if (value) {
      entries[from] = *value;
    } else {
      const auto first = entries.lower_bound(from);
      const auto last = entries.upper_bound(to);
      if (first != last) bury_series(id, name, {from, to});
      entries.erase(first, last);
    }
    const bool is_there = !entries.empty();
    if (!is_there) document->second.series.erase(name);
    if (was_there != is_there) write(id, document->second);
    return true;
  }

  std::uint64_t index_of(const std::string& key) const {
    const auto value = values_.find(key);
    return value == values_.end() ? 0 : value->second.index;
  }
  bool exchange(const std::string& key, std::uint64_t expected, const std::string& text) {
    if (index_of(key) != expected) return false;
    values_[key] = {.text = text, .index = ++last_index_};
    return true;
  }
  bool forget(const std::string& key, std::uint64_t expected) {
    const auto value = values_.find(key);
    if (value == values_.end()) return true;
    if (value->second.index != expected) return false;
    values_.erase(value);
    ++last_index_;
    return true;
  }

  int next_identity(const std::string& name) { return ++identities_[name]; }

  /// How many tombstones went: the oldest of a collection, among those of the first `changes`.
  std::size_t clean(const std::string& collection, std::uint64_t changes, std::size_t count_max) {
    std::map<std::uint64_t, std::string> oldest;
    for (const auto& [line, tombstone] : tombstones_) {
      if (line.starts_with(collection) && tombstone.number <= changes) {
        oldest[tombstone.number] = line;
      }
    }
    std::size_t cleaned = 0;
    for (const auto& [number, line] : oldest) {
      if (cleaned == count_max) break;
      tombstones_.erase(line);
      ++cleaned;
    }
    return cleaned;
  }
  /// How many changes have left a tombstone, ever.
  std::uint64_t changes() const { return changes_; }

  /// Revisions of a document that are kept at its next write.
  void keep_at_most(std::size_t revisions) { revisions_max_ = revisions; }

  /// All of it, as picture_of() shows a database.
  std::vector<std::string> picture() const {
    std::vector<std::string> lines;
    std::set<std::string> contents;
    for (const auto& [id, document] : documents_) {
      lines.push_back(fmt::format("{}: {}", id, document.body));
      for (const auto& [name, bytes] : document.attachments) {
        contents.insert(bytes);
        lines.push_back(fmt::format("{}: attachment {} {}", id, name, bytes));
      }
      for (const auto& [name, value] : document.counters) {
        lines.push_back(fmt::format("{}: counter {} {}", id, name, value));
      }
      for (const auto& [name, entries] : document.series) {
        std::string line = fmt::format("{}: series {}", id, name);
        for (const auto& [time, value] : entries) line += fmt::format(" {}={}", time, value);
        lines.push_back(line);
      }
    }
    for (const auto& [id, revisions] : revisions_) {
      for (const auto& revision : revisions) {
        std::string line = fmt::format("{}: revision {}", id, revision.body);
        for (const auto& [name, bytes] : revision.attachments) {
          contents.insert(bytes);
          line += fmt::format(" {} {}", name, bytes);
        }
        lines.push_back(line);
      }
    }
    for (const auto& [key, value] : values_) {
      lines.push_back(fmt::format("value {} {} at {}", key, value.text, value.index));
    }
    for (const auto& [line, tombstone] : tombstones_) lines.push_back(line);
    for (const auto& [name, number] : identities_) {
      lines.push_back(fmt::format("identity {}| {}", name, number));
    }
    lines.push_back(fmt::format("contents {}", contents.size()));
    std::sort(lines.begin(), lines.end());
    return lines;
  }

 private:
  struct Document {
    std::string body;
    std::optional<int> until = std::nullopt;
    Attachments attachments;
    Attachments listed;  ///< In the metadata: those of the last write.
    std::map<std::string, int> counters;
    std::map<std::string, std::map<int, int>> series;
  };
  struct Revision {
    std::string body;
    Attachments attachments;
  };
  struct Value {
    std::string text;
    std::uint64_t index = 0;
  };

  /// From one time to another, both inclusive.
  struct Times {
    int from;
    int to;
    bool contains(const Times& other) const { return from <= other.from && other.to <= to; }
  };
  static constexpr Times kAllTimes = {std::numeric_limits<int>::min(),
                                      std::numeric_limits<int>::max()};
  struct Tombstone {
    std::uint64_t number = 0;
    Times times = {};  ///< Of a series.
  };

  static std::string gone(const std::string& id, const std::string& what = "") {
    return id + ": gone" + what;
  }
  void bury(const std::string& id, const std::string& what, const Times& times = {}) {
    tombstones_[gone(id, what)] = {.number = ++changes_, .times = times};
  }
  /// In place of those that say less.
  void bury_series(const std::string& id, const std::string& name, const Times& times) {
    const auto what = " series " + name;
    std::erase_if(tombstones_, [&](const auto& tombstone) {
      return tombstone.first.starts_with(gone(id, what)) && times.contains(tombstone.second.times);
    });
    const bool is_all = times.contains(kAllTimes);
    bury(id, is_all ? what : fmt::format("{} {} to {}", what, times.from, times.to), times);
  }

  void write(const std::string& id, const Document& document) {
    keep(id, {.body = document.body, .attachments = document.listed});
  }
  void keep(const std::string& id, Revision revision) {
    if (!id.starts_with("kept/")) return;
    auto& revisions = revisions_[id];
    revisions.push_back(std::move(revision));
    while (revisions.size() > revisions_max_) revisions.erase(revisions.begin());
  }

  std::map<std::string, Document> documents_;
  std::map<std::string, std::vector<Revision>> revisions_;  ///< Oldest first.
  std::map<std::string, Value> values_;
  std::map<std::string, int> identities_;
  std::map<std::string, Tombstone> tombstones_;  ///< By their lines.
  std::uint64_t changes_ = 0;
  std::set<std::string> reattached_;
  std::uint64_t last_index_ = 0;
  std::size_t revisions_max_ = 0;
};

}  // namespace penstock::testing
