#include "patch/patch_scripts.h"

#include <algorithm>

#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "documents/json_members.h"

namespace penstock::patch {
namespace {

Error malformed() { return corruption("malformed effects of a patch script"); }

/// A change vector as put() and del() take it: null or undefined stands for any version.
Result<std::optional<std::string>> read_change_vector(std::string_view json) {
  const auto value = TRY(parse_json(json));
  if (value.is_null()) return std::nullopt;
  if (value.is_string()) return std::optional(std::string(value.get_string()));
  return Error{ErrorCode::kScriptFailed, "put() and del() take a change vector as a text"};
}

Result<ScriptedPut> read_call(std::string_view json) {
  ScriptedPut call;
  documents::JsonMembers members(json);
  while (const auto member = members.next()) {
    if (member->name == "id") {
      call.id = std::string(TRY(parse_json(member->value)).as_string());
    } else if (member->name == "changeVector") {
      call.change_vector = TRY(read_change_vector(member->value));
    } else if (member->name == "document") {
      call.document = std::string(member->value);
    }
  }
  return call;
}

Result<PatchEffects> read_effects(const script::DocumentOutcome& outcome) {
  if (outcome.failure) return Error{ErrorCode::kScriptFailed, outcome.failure->to_string()};
  PatchEffects effects;
  effects.output = outcome.output;
  for (const auto& object : outcome.objects) {
    if (object.target == "this") {
      effects.document = std::string(object.json);
    } else if (object.target == "put") {
      effects.others.emplace_back(TRY(read_call(object.json)));
    } else if (object.target == "del") {
      auto call = TRY(read_call(object.json));
      effects.others.emplace_back(
          ScriptedDelete{std::move(call.id), std::move(call.change_vector)});
    } else {
      return malformed();
    }
  }
  return effects;
}

/// Gives all documents as one slice.
script::SliceSource once(const PatchScript& script, const std::vector<std::string>& documents) {
  return
      [&script, &documents, given = false]() mutable -> Result<std::vector<script::ScriptInput>> {
        std::vector<script::ScriptInput> slice;
        if (std::exchange(given, true)) return slice;
        for (const auto& document : documents) {
          slice.push_back({{}, fmt::format("[{},{}]", document, script.arguments)});
        }
        return slice;
      };
}

}  // namespace

Result<std::vector<Result<PatchEffects>>> PatchScripts::run(
    const PatchScript& script, const std::vector<std::string>& documents,
    script::DocumentReader& reader, const std::stop_token& stop) {
  const auto compiled = TRY(compile(script));
  std::vector<Result<PatchEffects>> effects;
  const script::SliceSink sink = [&](const std::vector<script::ScriptInput>&,
                                     const script::SliceOutcome& slice) -> Result<bool> {
    for (const auto& outcome : slice.documents) effects.push_back(read_effects(outcome));
    return true;
  };
  TRY(host_.run(*compiled, once(script, documents), sink, reader, stop));
  if (effects.size() != documents.size()) return malformed();
  return effects;
}

Result<PatchScripts::Compiled> PatchScripts::compile(const PatchScript& script) {
  auto key = fmt::format("{}\n{}\n{}\n{}", script.alias, fmt::join(script.variables, ","),
                         script.keep_output, script.text);
  auto known = compiled_.with([&](std::list<Entry>& entries) -> Compiled {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (found == entries.end()) return nullptr;
    entries.splice(entries.begin(), entries, found);
    return found->script;
  });
  if (known) return known;
  auto compiled = TRY(host_.compile({.text = script.text,
                                     .collect_output = script.keep_output,
                                     .patches = true,
                                     .alias = script.alias,
                                     .variables = script.variables}));
  compiled_.with([&](std::list<Entry>& entries) {
    entries.push_front({std::move(key), compiled});
    if (entries.size() > kCompiledMax) entries.pop_back();
  });
  return compiled;
}

}  // namespace penstock::patch
