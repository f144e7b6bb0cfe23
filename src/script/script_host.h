#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace penstock::script {

/// Where in the user's text, both from 1. 0: not known.
struct Position {
  int line = 0;
  int column = 0;
};

/// What is allowed in a script and most likely not meant.
struct ScriptWarning {
  std::string message;
  Position position;
};

struct ScriptFailure {
  std::string message;
  Position position;

  /// "<message> (line 3, column 7)".
  std::string to_string() const;
};

/// What a script is, before it is compiled.
struct ScriptSource {
  std::string text;
  bool collect_output = false;  ///< Keep what output() and console.log() are given (a dry run).
  bool patches = false;         ///< The script changes its document: a patch.
  std::string alias = {};       ///< In a patch, a name for the document besides `this`, if any.
  /// In a patch, members of `args` that are variables as well: "x" is also `$x`.
  std::vector<std::string> variables = {};
};

/// One input: the whole document as JSON text with its "@metadata", which holds "@id" and
/// "@last-modified". For a patch a JSON array of the document and the script's `args`. To ask a
/// behaviour function alone: behavior_question.h.
struct ScriptInput {
  std::string id;
  std::string json;
};

/// What one `loadTo…` call produced, captured at the moment of the call. Views into SliceOutcome.
/// Of a patch, in this order: "put" and "del" for each call of the two, {"id", "changeVector"} and
/// for put() "document"; and "this", the whole document, if the script changed it.
struct LoadedObject {
  std::string_view target;  ///< As written in the script: "Orders" of loadToOrders.
  std::string_view json;    ///< One JSON object. Numbers of the document keep their digits.
};

/// Something that hangs on the script's document and goes along. Names are those of the source.
struct LoadedItem {
  enum class Kind : std::uint8_t { kAttachment, kCounter, kTimeSeries };
  Kind kind = Kind::kAttachment;
  /// The place in DocumentOutcome::objects of what the script added it to. Nothing: a behaviour
  /// function lets it go to the document itself.
  std::optional<std::size_t> object;
  std::string name;
  std::string new_name;  ///< Of an attachment, at the destination.
  std::string from;      ///< Of a time series: the first time that goes, as on the wire; or "".
  std::string to;        ///< And the last one, or "".
};

/// What became of one document. A failed one has nothing else: all is discarded.
struct DocumentOutcome {
  std::vector<LoadedObject> objects;
  std::vector<LoadedItem> items;
  bool keeps_earlier = false;  ///< A behaviour function refused to delete what was loaded before.
  std::vector<std::string> output;  ///< As given to output() and console.log(), if collected.
  std::optional<ScriptFailure> failure;
};

/// What became of a slice: one outcome for each input, in order. Owns the text that they view,
/// which stays where it is when the outcome is moved.
struct SliceOutcome {
  std::unique_ptr<const std::string> text;
  std::vector<DocumentOutcome> documents;
};

/// Answers load() and its kin from the batch's own snapshot, on the thread that calls run().
class DocumentReader {
 public:
  virtual ~DocumentReader() = default;
  /// The document as JSON text with its "@metadata"; nothing if there is none.
  virtual Result<std::optional<std::string>> load(std::string_view id) = 0;

  enum class LookUp : std::uint8_t {
    kCompareExchange,  ///< (key): its value.
    kCounter,          ///< (document id, name): a number.
    kTimeSeries,       ///< (document id, name, from, to): `true` if it has an entry in the range.
  };
  /// JSON text; nothing if there is no such thing. Errors: kInvalidArgument is thrown to the
  /// script.
  virtual Result<std::optional<std::string>> look_up(LookUp what,
                                                     const std::vector<std::string>& arguments);
};

struct ScriptLimits {
  std::chrono::milliseconds document_time{5'000};  ///< One document, load() calls included.
  std::uint64_t memory_bytes_max = std::uint64_t{512} << 20;  ///< One worker process, resident.
};

struct ScriptHostOptions {
  std::vector<std::string> worker_command;  ///< {"/usr/bin/penstock", "script-worker"}.
  int workers = 2;
  ScriptLimits limits;
};

/// A script that parsed. Immutable; keep it as long as it is used.
class CompiledScript;

/// Where the next slice comes from: at most about 256 documents or 256 KB. Empty: no more.
using SliceSource = std::function<Result<std::vector<ScriptInput>>()>;
/// Gets the outcomes, in the order of the slices. False: enough, stop after this one.
using SliceSink = std::function<Result<bool>(std::vector<ScriptInput> slice, SliceOutcome)>;

/// Runs JavaScript in worker processes, one engine thread each; the server itself does not hold
/// the engine. A document that throws, loops for ever or eats memory fails alone: the worker is
/// replaced and the rest goes on. Thread-safe.
class ScriptHost {
 public:
  /// Starts no process: workers start when needed. Errors: kInvalidArgument.
  static Result<std::unique_ptr<ScriptHost>> open(ScriptHostOptions options, Clock& clock);
  virtual ~ScriptHost() = default;

  /// Errors: kScriptFailed with line and column if the text does not parse, or an alias or a
  /// variable is no name in JavaScript; kUnavailable if no worker can be started.
  virtual Result<std::shared_ptr<const CompiledScript>> compile(const ScriptSource& source) = 0;

  /// Looks for mistakes in a script of an ETL task that runs on `collections`, in the order of the
  /// text. One that does not parse has that as its only finding. Errors: kScriptFailed if the text
  /// is no text or takes too long; kUnavailable if no worker can be started.
  virtual Result<std::vector<ScriptWarning>> lint(const std::string& text,
                                                  const std::vector<std::string>& collections) = 0;

  /// Runs `script` over all that `source` gives, slices side by side over the workers that are
  /// free (one at least: waits for it). `source`, `sink` and `reader` are called on this thread.
  /// Errors: those of the callbacks; kCancelled; kUnavailable if no worker can be started.
  virtual Result<void> run(const CompiledScript& script, const SliceSource& source,
                           const SliceSink& sink, DocumentReader& reader,
                           const std::stop_token& stop) = 0;
};

}  // namespace penstock::script
