#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "script/script_host.h"

// What host and worker say to each other over one socket, as frames:
//   frame := length:u32 (of what follows) type:u8 body
// Numbers are big-endian, texts carry their length (base/bytes.h). The two always come from the
// same build, so the layout has no version. `encode` makes a whole frame; `decode` reads a body
// and fails with kCorruption if it is malformed: what a worker says is not trusted.
namespace penstock::script {

enum class MessageType : std::uint8_t {
  kConfigure = 1,  ///< To the worker, first.
  kReady,          ///< From the worker: engine and sandbox stand.
  kCompile,        ///< To the worker; it answers kCompiled or kRejected.
  kCompiled,
  kRejected,
  kForget,  ///< To the worker: this script will not be run again.
  kRun,     ///< To the worker: a slice; it answers kOutcome until the last.
  kOutcome,
  kLoad,  ///< From the worker, in the middle of a slice: it looks something up, waits for kLoaded.
  kLoaded,
  kLint,  ///< To the worker: what is suspicious in a script? It answers kLinted.
  kLinted,
};

/// A larger frame breaks the connection.
inline constexpr std::uint32_t kFrameBytesMax = 256u << 20;

struct Message {
  MessageType type;
  std::string body;
};

struct ConfigureMessage {
  std::chrono::milliseconds document_time;
  std::uint64_t memory_bytes_max;
};

struct CompileMessage {
  std::uint64_t script;
  bool collect_output;
  std::string text;
  std::vector<std::string> targets;         ///< Every spelling, for the functions loadTo….
  std::vector<std::string> behaviors = {};  ///< The names of its behaviour functions.
  bool patches = false;
  std::string alias = {};
  std::vector<std::string> variables = {};
};

struct LintMessage {
  std::string text;
  std::vector<std::string> targets;      ///< As in CompileMessage.
  std::vector<std::string> collections;  ///< That the script runs on.
};

/// Where a document is in RunMessage::slice, and whether its numbers all fit into doubles.
struct DocumentRange {
  std::uint32_t offset;
  std::uint32_t length;
  bool plain;
};

struct RunMessage {
  std::uint64_t script;
  std::vector<DocumentRange> documents;
  std::string_view slice;  ///< One JSON array.
};

/// What a worker wants to have looked up: a document by its id, if it does not say otherwise.
struct LoadMessage {
  std::optional<DocumentReader::LookUp> look_up;
  std::vector<std::string> arguments;
};

struct LoadedMessage {
  std::optional<std::string_view> text;
  bool plain;
  std::string_view refusal = {};  ///< To be thrown; empty: none.
};

/// The outcomes of the next `documents` of the slice, in the grammar of outcome_text.h.
struct OutcomeMessage {
  std::uint32_t documents;
  bool last;
  std::string_view text;
};

std::string encode(const ConfigureMessage& message);
std::string encode(const CompileMessage& message);
std::string encode(const LintMessage& message);
std::string encode(const LoadedMessage& message);
std::string encode(const OutcomeMessage& message);
std::string encode_empty(MessageType type);
std::string encode_rejected(const ScriptFailure& failure);
std::string encode_forget(std::uint64_t script);
std::string encode(const LoadMessage& message);
/// What the linter says: a JSON array of {"line","column","message"}.
std::string encode_linted(std::string_view findings);
/// A slice of `inputs` for `script`.
std::string encode_run(std::uint64_t script, std::span<const ScriptInput* const> inputs);

Result<ConfigureMessage> decode_configure(std::string_view body);
Result<CompileMessage> decode_compile(std::string_view body);
Result<RunMessage> decode_run(const std::string& body);
Result<LoadedMessage> decode_loaded(std::string_view body);
Result<OutcomeMessage> decode_outcome(std::string_view body);
Result<ScriptFailure> decode_rejected(std::string_view body);
Result<std::uint64_t> decode_forget(std::string_view body);
Result<LoadMessage> decode_load(std::string_view body);
Result<LintMessage> decode_lint(std::string_view body);
Result<std::string_view> decode_linted(std::string_view body);

/// Puts frames together from the bytes that arrive. Confined to one thread.
class FrameReader {
 public:
  void append(std::string_view bytes) { buffer_.append(bytes); }

  /// The next whole frame, if it has arrived. Errors: kCorruption, after which nothing more can
  /// be read.
  Result<std::optional<Message>> next();

 private:
  std::string buffer_;
  std::size_t begin_ = 0;  ///< Of what is not yet returned.
};

}  // namespace penstock::script
