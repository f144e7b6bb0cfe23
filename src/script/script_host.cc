#include "script/script_host.h"

#include <algorithm>
#include <atomic>
#include <poll.h>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"
#include "script/compiled_script.h"
#include "script/discovery.h"
#include "script/limit_messages.h"
#include "script/slice_dispatcher.h"
#include "script/worker_pool.h"

namespace penstock::script {
namespace {

constexpr int kLookIntervalMs = 10;
constexpr int kWorkersMax = 256;
constexpr std::size_t kScriptBytesMax = std::size_t{4} << 20;

/// What stands for a parameter in the text of a script has to be a name. Reserved words are the
/// engine's to refuse.
Result<void> check_identifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  };
  const bool is_name = is_letter(name.front()) &&
                       std::all_of(name.begin(), name.end(),
                                   [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  if (is_name) return {};
  return Error{ErrorCode::kScriptFailed,
               fmt::format("'{}' is no name in JavaScript", excerpt(name, 50))};
}

Result<void> check_text(std::string_view text) {
  if (text.size() > kScriptBytesMax) {
    return Error{ErrorCode::kScriptFailed, fmt::format("longer than {} MB", kScriptBytesMax >> 20)};
  }
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    return Error{ErrorCode::kScriptFailed, "not text in UTF-8"};
  }
  return {};
}

Result<std::vector<ScriptWarning>> parse_findings(std::string_view text) {
  const auto parsed = TRY(parse_json(text));
  const auto* findings = parsed.if_array();
  if (findings == nullptr) return corruption("the linter's findings are no array");
  std::vector<ScriptWarning> warnings;
  for (const auto& finding : *findings) {
    const auto* object = finding.if_object();
    const auto* message = object != nullptr ? object->if_contains("message") : nullptr;
    const auto* line = object != nullptr ? object->if_contains("line") : nullptr;
    const auto* column = object != nullptr ? object->if_contains("column") : nullptr;
    if (message == nullptr || !message->is_string() || line == nullptr || !line->is_int64() ||
        column == nullptr || !column->is_int64()) {
      return corruption("a finding of the linter is malformed");
    }
    warnings.push_back(
        {std::string(message->get_string()),
         {static_cast<int>(line->get_int64()), static_cast<int>(column->get_int64())}});
  }
  return warnings;
}

Error script_failed(const ScriptFailure& failure) {
  return {ErrorCode::kScriptFailed, failure.to_string()};
}

/// Another worker may know better.
Error unexpected_message() {
  return {ErrorCode::kUnavailable, "the script worker said what it should not"};
}

/// Whether that may be the fault of the worker alone.
template <typename T>
bool is_retryable(const Result<T>& result) {
  return !result && result.error().retryable();
}

class WorkerScriptHost final : public ScriptHost {
 public:
  WorkerScriptHost(const ScriptHostOptions& options, Clock& clock)
      : options_(options), clock_(clock), pool_(options, clock) {}

  Result<std::shared_ptr<const CompiledScript>> compile(const ScriptSource& source) override;
  Result<std::vector<ScriptWarning>> lint(const std::string& text,
                                          const std::vector<std::string>& collections) override;
  Result<void> run(const CompiledScript& script, const SliceSource& source, const SliceSink& sink,
                   DocumentReader& reader, const std::stop_token& stop) override;

 private:
  /// What a worker answers, or another one if the first was gone, hung or cannot be understood.
  template <typename Question>
  std::invoke_result_t<Question, WorkerProcess&> ask(Question question);
  Result<void> compile_in(WorkerProcess& worker, const CompiledScript& script);
  Result<std::vector<ScriptWarning>> lint_in(WorkerProcess& worker, const LintMessage& message);
  Result<Message> await_answer(WorkerProcess& worker);

  const ScriptHostOptions options_;
  Clock& clock_;
  WorkerPool pool_;
  std::atomic<std::uint64_t> scripts_ = 0;
};

Result<std::shared_ptr<const CompiledScript>> WorkerScriptHost::compile(
    const ScriptSource& source) {
  TRY(check_text(source.text));
  if (!source.alias.empty()) TRY(check_identifier(source.alias));
  for (const auto& variable : source.variables) TRY(check_identifier('$' + variable));
  auto script = std::make_shared<const CompiledScript>(++scripts_, source);
  TRY(ask([&](WorkerProcess& worker) { return compile_in(worker, *script); }));
  return std::shared_ptr<const CompiledScript>(std::move(script));
}

template <typename Question>
std::invoke_result_t<Question, WorkerProcess&> WorkerScriptHost::ask(Question question) {
  auto lease = TRY(pool_.acquire({}));
  auto answer = question(lease.worker());
  if (!is_retryable(answer)) return answer;
  TRY(lease.renew({}));
  answer = question(lease.worker());
  if (!is_retryable(answer)) return answer;
  lease.discard();
  const auto& error = answer.error();
  if (error.code == ErrorCode::kTimeout) return script_failed({error.message, {}});
  return error;
}

Result<void> WorkerScriptHost::compile_in(WorkerProcess& worker, const CompiledScript& script) {
  TRY(worker.provide(script));
  const auto message = TRY(await_answer(worker));
  if (message.type == MessageType::kCompiled) return {};
  if (message.type != MessageType::kRejected) return unexpected_message();
  const auto failure = decode_rejected(message.body);
  return failure ? script_failed(*failure) : unexpected_message();
}

Result<std::vector<ScriptWarning>> WorkerScriptHost::lint(
    const std::string& text, const std::vector<std::string>& collections) {
  TRY(check_text(text));
  const LintMessage message{text, discover_target_functions(text), collections};
  return ask([&](WorkerProcess& worker) { return lint_in(worker, message); });
}

Result<std::vector<ScriptWarning>> WorkerScriptHost::lint_in(WorkerProcess& worker,
                                                             const LintMessage& message) {
  TRY(worker.ask(message));
  const auto answer = TRY(await_answer(worker));
  if (answer.type != MessageType::kLinted) return unexpected_message();
  const auto text = decode_linted(answer.body);
  auto findings = text ? parse_findings(*text) : text.error();
  return findings ? findings : unexpected_message();
}

Result<Message> WorkerScriptHost::await_answer(WorkerProcess& worker) {
  const auto deadline = clock_.monotonic() + options_.limits.document_time;
  while (clock_.monotonic() <= deadline) {
    auto message = worker.receive();
    if (!message) return unexpected_message();
    if (*message) return **std::move(message);
    pollfd waiting{worker.socket(), POLLIN, 0};
    poll(&waiting, 1, kLookIntervalMs);
  }
  return Error{ErrorCode::kTimeout, took_too_long(options_.limits.document_time) + " to compile"};
}

Result<void> WorkerScriptHost::run(const CompiledScript& script, const SliceSource& source,
                                   const SliceSink& sink, DocumentReader& reader,
                                   const std::stop_token& stop) {
  const SliceDispatcher::Callbacks callbacks{source, sink, reader, stop};
  auto done = SliceDispatcher(script, pool_, options_, clock_, callbacks).run();
  // Whichever made something malformed is in the pool again.
  if (!done && done.error().code == ErrorCode::kCorruption) pool_.end_idle();
  return done;
}

}  // namespace

CompiledScript::CompiledScript(std::uint64_t number, ScriptSource source)
    : number_(number),
      source_(std::move(source)),
      target_functions_(discover_target_functions(source_.text)),
      behavior_functions_(source_.patches ? std::vector<std::string>()
                                          : discover_behavior_functions(source_.text)) {}

Result<std::optional<std::string>> DocumentReader::look_up(LookUp,
                                                           const std::vector<std::string>&) {
  return invalid_argument("this cannot be looked up here");
}

std::string ScriptFailure::to_string() const {
  if (position.line == 0) return message;
  return fmt::format("{} (line {}, column {})", message, position.line, position.column);
}

Result<std::unique_ptr<ScriptHost>> ScriptHost::open(ScriptHostOptions options, Clock& clock) {
  if (options.worker_command.empty()) return invalid_argument("no command for the script workers");
  if (options.workers < 1 || options.workers > kWorkersMax) {
    return invalid_argument(
        fmt::format("from 1 to {} script workers, not {}", kWorkersMax, options.workers));
  }
  return std::unique_ptr<ScriptHost>(std::make_unique<WorkerScriptHost>(options, clock));
}

}  // namespace penstock::script
