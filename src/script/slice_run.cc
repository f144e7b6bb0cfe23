#include "script/slice_run.h"

#include <algorithm>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "script/exact_numbers.h"
#include "script/limit_messages.h"
#include "script/messages.h"
#include "script/outcome_text.h"

namespace penstock::script {
namespace {

/// What a worker has for ending a document by itself.
constexpr std::chrono::milliseconds kGrace{250};
constexpr std::chrono::milliseconds kMemoryLookInterval{5};
/// What a slice makes is in memory at once. Crossed by the outcome of one document.
constexpr std::size_t kTextBytesMax = std::size_t{64} << 20;
constexpr const char* kNonsense = "made the script worker say what it should not";

}  // namespace

SliceRun::SliceRun(const CompiledScript& script, std::vector<ScriptInput> inputs,
                   const ScriptLimits& limits, Clock& clock)
    : script_(script), inputs_(std::move(inputs)), limits_(limits), clock_(clock) {}

bool SliceRun::has_failed(std::size_t document) const {
  return std::any_of(failed_.begin(), failed_.end(),
                     [&](const Failed& failed) { return failed.document == document; });
}

bool SliceRun::is_full() const { return text_.size() > kTextBytesMax; }

void SliceRun::prepare() {
  sent_.clear();
  answered_in_sent_ = 0;
  if (is_full()) return;
  std::vector<const ScriptInput*> inputs;
  for (std::size_t i = next(); i < inputs_.size(); ++i) {
    if (has_failed(i)) continue;
    sent_.push_back(i);
    inputs.push_back(&inputs_[i]);
    if (one_by_one_) break;
  }
  frame_ = inputs.empty() ? std::string() : encode_run(script_.number(), inputs);
}

SliceRun::State SliceRun::start(WorkerProcess& worker) {
  if (frame_.empty()) prepare();
  if (frame_.empty()) return State::kDone;
  worker.forget_announced();
  announced_ = 0;
  announced_since_ = memory_seen_ = clock_.monotonic();
  auto frame = std::exchange(frame_, {});
  const auto provided = worker.provide(script_);
  if (provided && worker.send(frame)) return State::kRunning;
  return lost(worker, {});
}

Result<SliceRun::State> SliceRun::advance(WorkerProcess& worker, DocumentReader& reader) {
  while (true) {
    const auto message = worker.receive();
    if (!message) return lost(worker, {});
    if (!*message) break;
    if (const auto state = TRY(handle(**message, worker, reader))) return *state;
  }
  if (auto reason = overdue(worker)) return lost(worker, *std::move(reason));
  return State::kRunning;
}

Result<std::optional<SliceRun::State>> SliceRun::handle(const Message& message,
                                                        WorkerProcess& worker,
                                                        DocumentReader& reader) {
  switch (message.type) {
    case MessageType::kCompiled: return std::nullopt;
    case MessageType::kLoad: {
      const auto asked = decode_load(message.body);
      if (!asked) return lost(worker, kNonsense);
      TRY(answer_load(*asked, worker, reader));
      return std::nullopt;
    }
    case MessageType::kOutcome: {
      const auto outcome = decode_outcome(message.body);
      if (!outcome || !fits(*outcome)) return lost(worker, kNonsense);
      const auto state = answered(*outcome);
      if (state == State::kRunning) return std::nullopt;
      if (!outcome->last) worker.end();  // It would go on with the rest.
      if (one_by_one_) prepare();
      return frame_.empty() ? state : start(worker);
    }
    default: return lost(worker, kNonsense);
  }
}

/// Whether it is about as many documents as the worker has left.
bool SliceRun::fits(const OutcomeMessage& outcome) const {
  const auto left = sent_.size() - answered_in_sent_;
  return outcome.last ? outcome.documents == left : outcome.documents <= left;
}

SliceRun::State SliceRun::answered(const OutcomeMessage& outcome) {
  text_.append(outcome.text);
  for (std::uint32_t i = 0; i < outcome.documents; ++i)
    answered_.push_back(sent_[answered_in_sent_++]);
  return outcome.last || is_full() ? State::kDone : State::kRunning;
}

Result<void> SliceRun::answer_load(const LoadMessage& asked, WorkerProcess& worker,
                                   DocumentReader& reader) {
  const auto text = asked.look_up
                        ? reader.look_up(*asked.look_up, asked.arguments)
                        : reader.load(asked.arguments.empty() ? "" : asked.arguments.front());
  LoadedMessage answer{std::nullopt, true, {}};
  if (!text) {
    if (text.error().code != ErrorCode::kInvalidArgument) return text.error();
    answer.refusal = text.error().message;
  } else if (*text) {
    answer = {**text, numbers_fit_doubles(**text), {}};
  }
  // If it is gone, the next receive() says so.
  static_cast<void>(worker.send(encode(answer)));
  return {};
}

std::optional<std::string> SliceRun::overdue(const WorkerProcess& worker) {
  const auto now = clock_.monotonic();
  const auto announced = worker.announced();
  if (announced != announced_) {
    announced_ = announced;
    announced_since_ = now;
  }
  if (now - announced_since_ > limits_.document_time + kGrace) {
    return took_too_long(limits_.document_time) + " and could not be interrupted";
  }
  if (now - memory_seen_ < kMemoryLookInterval) return std::nullopt;
  memory_seen_ = now;
  if (worker.resident_bytes() > limits_.memory_bytes_max) {
    return used_too_much_memory(limits_.memory_bytes_max);
  }
  return std::nullopt;
}

SliceRun::State SliceRun::lost(WorkerProcess& worker, std::string reason) {
  const auto announced = worker.announced();
  const bool by_itself = reason.empty();
  const auto end = worker.end();
  if (by_itself) reason = fmt::format("made the script worker end ({})", end);
  if (announced == 0 && by_itself && !std::exchange(lost_before_start_, true)) {
    // It may have been gone before the slice came.
  } else if (announced == 0 && sent_.size() > 1) {
    one_by_one_ = true;  // One of them cannot even be read, and this finds out which.
  } else {
    blame(announced == 0 ? 0 : announced - 1, std::move(reason), by_itself);
  }
  prepare();
  return frame_.empty() ? State::kDone : State::kWorkerLost;
}

void SliceRun::blame(std::size_t in_sent, std::string reason, bool by_itself) {
  if (in_sent >= sent_.size()) in_sent = answered_in_sent_;  // A worker can announce anything.
  // A worker that answered for the document in hand chose to be replaced.
  if (in_sent < answered_in_sent_ || in_sent >= sent_.size()) return;
  const auto document = sent_[in_sent];
  if (by_itself && std::exchange(suspect_, document) != document) return;
  failed_.push_back({document, {std::move(reason), {}}});
}

std::vector<ScriptInput> SliceRun::take_rest() {
  if (!is_full()) return {};
  const auto begin = inputs_.begin() + static_cast<std::ptrdiff_t>(next());
  std::vector<ScriptInput> rest(std::make_move_iterator(begin),
                                std::make_move_iterator(inputs_.end()));
  inputs_.erase(begin, inputs_.end());
  std::erase_if(failed_, [&](const Failed& failed) { return failed.document >= inputs_.size(); });
  return rest;
}

Result<std::pair<std::vector<ScriptInput>, SliceOutcome>> SliceRun::take() {
  auto text = std::make_unique<const std::string>(std::move(text_));
  auto answered = TRY(parse_outcomes(*text));
  if (answered.size() != answered_.size())
    return corruption("malformed outcome from the script worker");
  SliceOutcome outcome;
  outcome.text = std::move(text);
  outcome.documents.resize(inputs_.size());
  for (std::size_t i = 0; i < answered.size(); ++i) {
    outcome.documents[answered_[i]] = std::move(answered[i]);
  }
  for (auto& failed : failed_)
    outcome.documents[failed.document].failure = std::move(failed.failure);
  return std::pair{std::move(inputs_), std::move(outcome)};
}

}  // namespace penstock::script
