#include "script/worker/worker.h"

#include <unistd.h>
#include <utility>

#include "base/log.h"
#include "script/limit_messages.h"

namespace penstock::script {

Worker::Worker(HostLink& link, const ScriptLimits& limits, std::uint32_t& announced)
    : link_(link),
      limits_(limits),
      group_(JSContextGroupCreate()),
      watchdog_(group_, limits, announced, memory_, clock_) {
  services_.announced = &announced;
  services_.load = [this](const LoadMessage& what) { return load(what); };
  services_.emit = [this](const std::string& outcomes, std::uint32_t documents) {
    emit(outcomes, documents, false);
  };
}

Result<std::unique_ptr<Worker>> Worker::open(HostLink& link, const ScriptLimits& limits,
                                             std::uint32_t& announced) {
  std::unique_ptr<Worker> worker(new Worker(link, limits, announced));
  worker->compiler_ = TRY(Compiler::open(worker->group_));
  return worker;
}

void Worker::serve() {
  link_.send(encode_empty(MessageType::kReady));
  while (true) handle(link_.receive());
}

void Worker::handle(const Message& message) {
  switch (message.type) {
    case MessageType::kCompile:
      if (auto compile_message = decode_compile(message.body)) compile(*std::move(compile_message));
      return;
    case MessageType::kRun:
      if (const auto slice = decode_run(message.body)) run(*slice);
      return;
    case MessageType::kLint:
      if (const auto lint_message = decode_lint(message.body)) lint(*lint_message);
      return;
    case MessageType::kForget:
      if (const auto script = decode_forget(message.body)) scripts_.erase(*script);
      return;
    default: return;
  }
}

void Worker::compile(CompileMessage message) {
  const auto failure = load_script(std::move(message));
  if (!failure) {
    link_.send(encode_rejected({failure.error().message, {}}));
  } else if (*failure) {
    link_.send(encode_rejected(**failure));
  } else {
    link_.send(encode_empty(MessageType::kCompiled));
  }
}

void Worker::lint(const LintMessage& message) {
  CompileMessage script{};
  script.targets = message.targets;
  const auto realm = ScriptRealm::create(group_, ScriptRealm::Kind::kClosed, script, services_);
  link_.send(encode_linted(realm ? compiler_->lint(message, (*realm)->globals()) : "[]"));
}

Result<std::optional<ScriptFailure>> Worker::load_script(CompileMessage message) {
  auto realm = TRY(ScriptRealm::create(group_, ScriptRealm::Kind::kClosed, message, services_));
  auto rewritten = compiler_->rewrite(message.text, realm->globals());
  if (auto* failure = std::get_if<ScriptFailure>(&rewritten)) return std::move(*failure);
  auto& script = std::get<RewrittenScript>(rewritten);
  if (auto failure = realm->set_body(script)) return failure;
  const auto number = message.script;
  scripts_.insert_or_assign(number,
                            LoadedScript{std::move(message), std::move(script), std::move(realm)});
  return std::nullopt;
}

void Worker::run(const RunMessage& message) {
  const auto script = scripts_.find(message.script);
  if (script == scripts_.end()) _exit(1);  // The parent sends a script first.
  watchdog_.begin_slice();
  emitted_ = 0;
  auto& realm = *script->second.realm;
  drive(realm, script->second, message);
  if (is_full_) {
    // What was freed stays with this process, so the next documents need another one.
    realm.flush();
    _exit(0);
  }
  emit(realm.lines(), static_cast<std::uint32_t>(message.documents.size()), true);
}

void Worker::drive(ScriptRealm& realm, const LoadedScript& script, const RunMessage& slice) {
  realm.begin(slice);
  while (!is_full_) {
    switch (realm.proceed()) {
      case ScriptRealm::Progress::kDone: return;
      case ScriptRealm::Progress::kInterrupted: realm.fail(reason_of_interruption()); break;
      case ScriptRealm::Progress::kWantsOpenRealm:
        realm.answer(run_in_open_realm(script, slice, realm.index()));
        break;
    }
  }
}

std::string Worker::reason_of_interruption() {
  const auto reason = watchdog_.take_reason();
  if (!reason) return "ended the run of the script engine";
  if (reason == Watchdog::Reason::kTime) return took_too_long(limits_.document_time);
  is_full_ = true;
  return used_too_much_memory(limits_.memory_bytes_max);
}

std::string Worker::run_in_open_realm(const LoadedScript& script, const RunMessage& slice,
                                      std::uint32_t index) {
  const auto& document = slice.documents[index];
  const auto text = "[" + std::string(slice.slice.substr(document.offset, document.length)) + "]";
  const RunMessage alone{slice.script, {{1, document.length, document.plain}}, text};
  const auto realm =
      ScriptRealm::create(group_, ScriptRealm::Kind::kOpen, script.message, services_);
  CHECK(realm.has_value() && !(*realm)->set_body(script.rewritten));
  drive(**realm, script, alone);
  return (*realm)->lines();
}

void Worker::emit(const std::string& outcomes, std::uint32_t documents, bool last) {
  link_.send(
      encode(OutcomeMessage{documents - std::exchange(emitted_, documents), last, outcomes}));
}

RealmServices::Loaded Worker::load(const LoadMessage& what) {
  link_.send(encode(what));
  const auto message = link_.receive();
  const auto loaded = decode_loaded(message.body);
  if (!loaded || message.type != MessageType::kLoaded) return {};
  RealmServices::Loaded answer;
  answer.plain = loaded->plain;
  answer.refusal = loaded->refusal;
  if (loaded->text) answer.text = std::string(*loaded->text);
  return answer;
}

}  // namespace penstock::script
