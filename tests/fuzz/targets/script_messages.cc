// Frames between host and script worker: a worker is the place where hostile scripts run.
#include "base/json.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "script/messages.h"

namespace penstock::fuzzing {
namespace {

using script::MessageType;

/// What is read is what was written.
void check_frame(const script::Message& message, const std::string& frame) {
  constexpr std::size_t kHeadBytes = 5;
  CHECK(std::string_view(frame).substr(kHeadBytes) == message.body);
}

void fuzz_from_worker(const script::Message& message) {
  switch (message.type) {
    case MessageType::kRejected:
      check_refusal_of(script::decode_rejected(message.body));
      if (const auto failure = script::decode_rejected(message.body)) {
        check_frame(message, script::encode_rejected(*failure));
      }
      break;
    case MessageType::kOutcome: check_refusal_of(script::decode_outcome(message.body)); break;
    case MessageType::kLoad:
      if (const auto load = script::decode_load(message.body)) {
        check_frame(message, script::encode(*load));
      }
      break;
    case MessageType::kLinted: check_refusal_of(script::decode_linted(message.body)); break;
    default: break;
  }
}

void check_slice(const std::string& body) {
  const auto run = script::decode_run(body);
  check_refusal_of(run);
  if (!run) return;
  for (const auto& document : run->documents) {
    CHECK(document.offset <= run->slice.size());
    CHECK(document.length <= run->slice.size() - document.offset);
  }
}

void fuzz_from_host(const script::Message& message) {
  switch (message.type) {
    case MessageType::kConfigure: check_refusal_of(script::decode_configure(message.body)); break;
    case MessageType::kCompile: check_refusal_of(script::decode_compile(message.body)); break;
    case MessageType::kForget: check_refusal_of(script::decode_forget(message.body)); break;
    case MessageType::kRun: check_slice(message.body); break;
    case MessageType::kLoaded: check_refusal_of(script::decode_loaded(message.body)); break;
    case MessageType::kLint: check_refusal_of(script::decode_lint(message.body)); break;
    default: break;
  }
}

}  // namespace

void fuzz_script_messages(std::string_view input) {
  script::FrameReader frames;
  frames.append(input);
  while (true) {
    const auto message = frames.next();
    check_refusal_of(message);
    if (!message || !*message) return;
    fuzz_from_worker(**message);
    fuzz_from_host(**message);
  }
}

}  // namespace penstock::fuzzing
