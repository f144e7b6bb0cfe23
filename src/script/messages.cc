#include "script/messages.h"

#include <utility>

#include "base/bytes.h"
#include "script/exact_numbers.h"

namespace penstock::script {
namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::uint32_t kPlainBit = 1u << 31;

std::string begin_frame(MessageType type) {
  std::string frame(kLengthBytes, '\0');
  frame.push_back(static_cast<char>(type));
  return frame;
}

/// Fills in the length of what was begun by begin_frame().
std::string end_frame(std::string frame) {
  std::string length;
  append_u32(length, static_cast<std::uint32_t>(frame.size() - kLengthBytes));
  frame.replace(0, kLengthBytes, length);
  return frame;
}

void append_bool(std::string& out, bool value) { out.push_back(value ? '\1' : '\0'); }

void append_texts(std::string& out, const std::vector<std::string>& texts) {
  append_u32(out, static_cast<std::uint32_t>(texts.size()));
  for (const auto& text : texts) append_text(out, text);
}

std::vector<std::string> read_texts(ByteReader& reader) {
  std::vector<std::string> texts;
  const auto count = reader.u32();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) texts.emplace_back(reader.text());
  return texts;
}

Error malformed(std::string_view what) {
  return corruption("malformed message between host and script worker: " + std::string(what));
}

template <typename T>
Result<T> finish(const ByteReader& reader, T value, std::string_view what) {
  if (!reader.ok() || !reader.at_end()) return malformed(what);
  return value;
}

}  // namespace

std::string encode(const ConfigureMessage& message) {
  auto frame = begin_frame(MessageType::kConfigure);
  append_u64(frame, static_cast<std::uint64_t>(message.document_time.count()));
  append_u64(frame, message.memory_bytes_max);
  return end_frame(std::move(frame));
}

std::string encode(const CompileMessage& message) {
  auto frame = begin_frame(MessageType::kCompile);
  append_u64(frame, message.script);
  append_bool(frame, message.collect_output);
  append_text(frame, message.text);
  append_texts(frame, message.targets);
  append_texts(frame, message.behaviors);
  append_bool(frame, message.patches);
  append_text(frame, message.alias);
  append_texts(frame, message.variables);
  return end_frame(std::move(frame));
}

std::string encode(const LoadedMessage& message) {
  auto frame = begin_frame(MessageType::kLoaded);
  append_bool(frame, message.text.has_value());
  append_bool(frame, message.plain);
  append_text(frame, message.text.value_or(std::string_view{}));
  append_text(frame, message.refusal);
  return end_frame(std::move(frame));
}

std::string encode(const LoadMessage& message) {
  auto frame = begin_frame(MessageType::kLoad);
  frame.push_back(static_cast<char>(message.look_up ? 1 + static_cast<int>(*message.look_up) : 0));
  append_texts(frame, message.arguments);
  return end_frame(std::move(frame));
}

std::string encode(const OutcomeMessage& message) {
  auto frame = begin_frame(MessageType::kOutcome);
  append_u32(frame, message.documents);
  append_bool(frame, message.last);
  append_text(frame, message.text);
  return end_frame(std::move(frame));
}

std::string encode_empty(MessageType type) { return end_frame(begin_frame(type)); }

std::string encode_rejected(const ScriptFailure& failure) {
  auto frame = begin_frame(MessageType::kRejected);
  append_text(frame, failure.message);
  append_u32(frame, static_cast<std::uint32_t>(failure.position.line));
  append_u32(frame, static_cast<std::uint32_t>(failure.position.column));
  return end_frame(std::move(frame));
}

std::string encode_forget(std::uint64_t script) {
  auto frame = begin_frame(MessageType::kForget);
  append_u64(frame, script);
  return end_frame(std::move(frame));
}

std::string encode(const LintMessage& message) {
  auto frame = begin_frame(MessageType::kLint);
  append_text(frame, message.text);
  append_texts(frame, message.targets);
  append_texts(frame, message.collections);
  return end_frame(std::move(frame));
}

std::string encode_linted(std::string_view findings) {
  auto frame = begin_frame(MessageType::kLinted);
  append_text(frame, findings);
  return end_frame(std::move(frame));
}

std::string encode_run(std::uint64_t script, std::span<const ScriptInput* const> inputs) {
  auto frame = begin_frame(MessageType::kRun);
  append_u64(frame, script);
  append_u32(frame, static_cast<std::uint32_t>(inputs.size()));
  std::size_t bytes = 2;
  for (const auto* input : inputs) {
    const bool plain = numbers_fit_doubles(input->json);
    append_u32(frame, static_cast<std::uint32_t>(input->json.size()) | (plain ? kPlainBit : 0u));
    bytes += input->json.size() + 1;
  }
  frame.reserve(frame.size() + bytes);
  frame.push_back('[');
  for (const auto* input : inputs) {
    if (input != inputs.front()) frame.push_back(',');
    frame.append(input->json);
  }
  frame.push_back(']');
  return end_frame(std::move(frame));
}

Result<ConfigureMessage> decode_configure(std::string_view body) {
  ByteReader reader(body);
  const auto time = std::chrono::milliseconds(static_cast<std::int64_t>(reader.u64()));
  const auto memory = reader.u64();
  return finish(reader, ConfigureMessage{time, memory}, "configuration");
}

Result<CompileMessage> decode_compile(std::string_view body) {
  ByteReader reader(body);
  CompileMessage message{reader.u64(), reader.u8() != 0, std::string(reader.text()), {}};
  message.targets = read_texts(reader);
  message.behaviors = read_texts(reader);
  message.patches = reader.u8() != 0;
  message.alias = std::string(reader.text());
  message.variables = read_texts(reader);
  return finish(reader, std::move(message), "script");
}

Result<RunMessage> decode_run(const std::string& body) {
  ByteReader reader(body);
  RunMessage message{reader.u64(), {}, {}};
  const auto count = reader.u32();
  std::uint32_t offset = 1;  // After the opening bracket.
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const auto length = reader.u32();
    const auto bytes = length & ~kPlainBit;
    if (bytes >= kFrameBytesMax - offset) return malformed("slice");
    message.documents.push_back({offset, bytes, (length & kPlainBit) != 0});
    offset += bytes + 1;
  }
  message.slice = reader.rest();
  if (message.slice.size() < offset) return malformed("slice");
  return finish(reader, std::move(message), "slice");
}

Result<LoadedMessage> decode_loaded(std::string_view body) {
  ByteReader reader(body);
  const bool found = reader.u8() != 0;
  const bool plain = reader.u8() != 0;
  const auto text = reader.text();
  LoadedMessage message{found ? std::optional(text) : std::nullopt, plain, reader.text()};
  return finish(reader, message, "document");
}

Result<OutcomeMessage> decode_outcome(std::string_view body) {
  ByteReader reader(body);
  const auto documents = reader.u32();
  const bool last = reader.u8() != 0;
  return finish(reader, OutcomeMessage{documents, last, reader.text()}, "outcome");
}

Result<ScriptFailure> decode_rejected(std::string_view body) {
  ByteReader reader(body);
  ScriptFailure failure{std::string(reader.text()), {}};
  failure.position.line = static_cast<int>(reader.u32());
  failure.position.column = static_cast<int>(reader.u32());
  return finish(reader, std::move(failure), "syntax error");
}

Result<std::uint64_t> decode_forget(std::string_view body) {
  ByteReader reader(body);
  const auto script = reader.u64();
  return finish(reader, script, "script to forget");
}

Result<LoadMessage> decode_load(std::string_view body) {
  using LookUp = DocumentReader::LookUp;
  ByteReader reader(body);
  LoadMessage message;
  const auto kind = reader.u8();
  if (kind > 1 + static_cast<int>(LookUp::kTimeSeries)) return malformed("look-up");
  if (kind > 0) message.look_up = static_cast<LookUp>(kind - 1);
  message.arguments = read_texts(reader);
  return finish(reader, std::move(message), "look-up");
}

Result<LintMessage> decode_lint(std::string_view body) {
  ByteReader reader(body);
  LintMessage message;
  message.text = reader.text();
  message.targets = read_texts(reader);
  message.collections = read_texts(reader);
  return finish(reader, std::move(message), "script to lint");
}

Result<std::string_view> decode_linted(std::string_view body) {
  ByteReader reader(body);
  const auto findings = reader.text();
  return finish(reader, findings, "findings of the linter");
}

Result<std::optional<Message>> FrameReader::next() {
  const auto waiting = std::string_view(buffer_).substr(begin_);
  if (waiting.size() < kLengthBytes) return std::nullopt;
  ByteReader reader(waiting);
  const auto length = reader.u32();
  if (length == 0 || length > kFrameBytesMax) return malformed("length");
  if (waiting.size() - kLengthBytes < length) return std::nullopt;
  const auto type = static_cast<MessageType>(reader.u8());
  Message message{type, std::string(reader.take(length - 1))};
  begin_ += kLengthBytes + length;
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
  }
  return message;
}

}  // namespace penstock::script
