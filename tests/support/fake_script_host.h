#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "script/script_host.h"

namespace penstock::etl {

/// Runs functions of C++ in place of JavaScript: by what the text of the script is. Lets the ETL
/// process be tested where the script engine cannot run, such as under the thread sanitizer.
class FakeScriptHost final : public script::ScriptHost {
 public:
  /// Target and JSON of each object.
  using Objects = std::vector<std::pair<std::string, std::string>>;
  /// An error is the failure of that document.
  using Function =
      std::function<Result<Objects>(const script::ScriptInput&, script::DocumentReader&)>;

  void define(std::string text, Function function) {
    functions_[std::move(text)] = std::make_shared<Function>(std::move(function));
  }

  Result<std::shared_ptr<const script::CompiledScript>> compile(
      const script::ScriptSource& source) override {
    const auto found = functions_.find(source.text);
    if (found == functions_.end()) {
      return Error{ErrorCode::kScriptFailed, "unexpected token (line 1, column 1)"};
    }
    // The handle is opaque to all but its host.
    return std::shared_ptr<const script::CompiledScript>(
        found->second, reinterpret_cast<const script::CompiledScript*>(found->second.get()));
  }

  Result<std::vector<script::ScriptWarning>> lint(const std::string&,
                                                  const std::vector<std::string>&) override {
    return std::vector<script::ScriptWarning>();
  }

  Result<void> run(const script::CompiledScript& script, const script::SliceSource& source,
                   const script::SliceSink& sink, script::DocumentReader& reader,
                   const std::stop_token& stop) override {
    const auto& function = reinterpret_cast<const Function&>(script);
    // Two slices ahead, as a host with two workers reads them.
    std::vector<std::vector<script::ScriptInput>> waiting;
    bool more = true;
    while (true) {
      if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "stopping"};
      while (more && waiting.size() < 2) {
        auto slice = TRY(source());
        more = !slice.empty();
        if (more) waiting.push_back(std::move(slice));
      }
      if (waiting.empty()) return {};
      auto slice = std::move(waiting.front());
      waiting.erase(waiting.begin());
      auto outcome = run_slice(function, slice, reader);
      if (!TRY(sink(std::move(slice), std::move(outcome)))) return {};
    }
  }

 private:
  static script::SliceOutcome run_slice(const Function& function,
                                        const std::vector<script::ScriptInput>& slice,
                                        script::DocumentReader& reader) {
    std::vector<Result<Objects>> results;
    std::string text;
    for (const auto& input : slice) {
      results.push_back(function(input, reader));
      if (!results.back()) continue;
      for (const auto& [target, json] : *results.back()) text += target + json;
    }
    script::SliceOutcome outcome;
    outcome.text = std::make_unique<const std::string>(std::move(text));
    std::string_view rest = *outcome.text;
    for (const auto& result : results) {
      auto& document = outcome.documents.emplace_back();
      if (!result) {
        document.failure = script::ScriptFailure{result.error().message, {3, 7}};
        continue;
      }
      for (const auto& [target, json] : *result) {
        document.objects.push_back(
            {rest.substr(0, target.size()), rest.substr(target.size(), json.size())});
        rest.remove_prefix(target.size() + json.size());
      }
    }
    return outcome;
  }

  std::map<std::string, std::shared_ptr<Function>> functions_;
};

}  // namespace penstock::etl
