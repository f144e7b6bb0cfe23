#include "script_fixture.h"

#include <algorithm>

namespace penstock::script {
namespace {

std::string in_words(const LoadedItem& item) {
  const auto object = item.object ? std::to_string(*item.object) : std::string("-");
  switch (item.kind) {
    case LoadedItem::Kind::kAttachment:
      return object + " attachment " + item.name + ' ' + item.new_name;
    case LoadedItem::Kind::kCounter: return object + " counter " + item.name;
    case LoadedItem::Kind::kTimeSeries:
      return object + " series " + item.name + " [" + item.from + ", " + item.to + "]";
  }
  return {};
}

}  // namespace

Result<std::optional<std::string>> StoredDocuments::load(std::string_view id) {
  ++loads;
  const auto found = texts.find(id);
  if (found == texts.end()) return std::nullopt;
  return std::optional(found->second);
}

Result<std::optional<std::string>> StoredDocuments::look_up(
    LookUp what, const std::vector<std::string>& arguments) {
  auto key = std::to_string(static_cast<int>(what));
  for (const auto& argument : arguments) key += ' ' + argument;
  const auto found = texts.find(key);
  if (found == texts.end()) return std::nullopt;
  if (found->second == "refused") return invalid_argument("no such date");
  return found->second;
}

void ScriptTest::SetUp() {
#ifndef PENSTOCK_TEST_SCRIPT_WORKER
  GTEST_SKIP() << "built without the script worker";
#else
  options_.worker_command = {PENSTOCK_TEST_SCRIPT_WORKER};
  options_.workers = 1;
#endif
}

ScriptHost& ScriptTest::host() {
  if (!host_) host_ = testing::must(ScriptHost::open(options_, clock_));
  return *host_;
}

std::vector<ScriptTest::Outcome> ScriptTest::run(const std::string& script,
                                                 const std::vector<std::string>& documents,
                                                 std::size_t slice_size) {
  const auto compiled = testing::must(host().compile({script, collect_output_}));
  std::size_t next = 0;
  const SliceSource source = [&]() -> Result<std::vector<ScriptInput>> {
    std::vector<ScriptInput> slice;
    while (next < documents.size() && slice.size() < slice_size) {
      slice.push_back({"documents/" + std::to_string(next), documents[next]});
      ++next;
    }
    return slice;
  };
  std::vector<Outcome> outcomes;
  const SliceSink sink = [&](const std::vector<ScriptInput>& inputs,
                             const SliceOutcome& slice) -> Result<bool> {
    EXPECT_EQ(inputs.size(), slice.documents.size());
    for (const auto& document : slice.documents) {
      Outcome outcome;
      outcome.output = document.output;
      outcome.keeps_earlier = document.keeps_earlier;
      for (const auto& item : document.items) outcome.items.push_back(in_words(item));
      for (const auto& object : document.objects) {
        outcome.objects.push_back(std::string(object.target) + " " + std::string(object.json));
      }
      if (document.failure) outcome.failure = document.failure->to_string();
      outcomes.push_back(std::move(outcome));
    }
    return true;
  };
  testing::must(host().run(*compiled, source, sink, stored_, {}));
  EXPECT_EQ(outcomes.size(), documents.size());
  outcomes.resize(documents.size());
  return outcomes;
}

ScriptTest::Outcome ScriptTest::run_one(const std::string& script, const std::string& document) {
  return run(script, {document}).front();
}

std::string ScriptTest::compile_failure(const std::string& script) {
  const auto compiled = host().compile({script, collect_output_});
  if (compiled) return "it compiles";
  EXPECT_EQ(compiled.error().code, ErrorCode::kScriptFailed);
  return compiled.error().message;
}

}  // namespace penstock::script
