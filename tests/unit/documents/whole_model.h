#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
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
  bool remove(const std::string& id) {
    if (documents_.erase(id) > 0) keep(id, {.body = "{}", .attachments = {}});
    return true;
  }

  /// How many documents went: those whose time has come.
  std::size_t sweep(int now) {
    std::vector<std::string> due;
    for (const auto& [id, document] : documents_) {
      if (document.until && *document.until <= now) due.push_back(id);
    }
    for (const auto& id : due) remove(id);
    return due.size();
  }

  bool attach(const std::string& id, const std::string& name, const std::string& bytes) {
    if (!documents_.contains(id)) return false;
    documents_[id].attachments[name] = bytes;
    reattached_.insert(id);
    return true;
  }
  bool detach(const std::string& id, const std::string& name) {
    const auto document = documents_.find(id);
    if (document == documents_.end()) return true;
    if (document->second.attachments.erase(name) > 0) reattached_.insert(id);
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
    } else {
      counters.erase(name);
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
      entries.erase(entries.lower_bound(from), entries.upper_bound(to));
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
  std::set<std::string> reattached_;
  std::uint64_t last_index_ = 0;
  std::size_t revisions_max_ = 0;
};

}  // namespace penstock::testing
