#include "script_fixture.h"

#include <algorithm>

namespace penstock::script {

Result<std::optional<std::string>> StoredDocuments::load(std::string_view id) {
  ++loads;
  const auto found = texts.find(id);
  if (found == texts.end()) return std::nullopt;
  return std::optional(found->second);
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
      Outcome outcome{{}, document.output, {}};
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
