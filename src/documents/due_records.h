#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "documents/keys.h"
#include "kv/engine.h"

// How it is stored when documents are due; due_records.cc has it as a grammar.
namespace penstock::documents {

/// What a document's metadata may set a time for.
enum class DueKind : std::uint8_t {
  kExpiration,  ///< "@expires": the document is deleted.
  kRefresh,     ///< "@refresh": the document is written again without it.
};

/// "@expires" or "@refresh".
std::string_view metadata_member(DueKind kind);

/// The member as it stands in a document's metadata; nothing if it is not there or null.
std::optional<std::string_view> find_due_member(DueKind kind, std::string_view metadata);

/// Nothing if the member is not a date.
std::optional<WallTime> parse_due_member(std::string_view member);

/// The time that a document's metadata sets, if it does and it is one.
std::optional<WallTime> due_time(DueKind kind, std::string_view metadata);

Table due_table(DueKind kind);
std::string due_key(DueKind kind, WallTime time, std::string_view folded_id);

/// The keys of what is due at `time` or before.
kv::Range due_at(DueKind kind, WallTime time);

/// The document in a key that due_key() made; empty if it is too short.
std::string_view folded_id_of_due_key(std::string_view key);

}  // namespace penstock::documents
