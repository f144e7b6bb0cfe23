#include "script/worker/script_realm.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/json.h"
#include "script/worker/embedded_javascript.h"

namespace penstock::script {
namespace {

/// What stack traces call the user's text; failures.js looks for it.
constexpr const char* kScriptName = "script";

void keep_memory(void*, void*) {}

std::string names_as_json(const std::vector<std::string>& names) {
  std::string json = "[";
  for (const auto& name : names) {
    if (json.size() > 1) json.push_back(',');
    append_json_string(json, name);
  }
  return json + "]";
}

/// Called with an argument, a script gives the behaviour function of that name, of which none of
/// its statements has run: only the functions that it declares are there.
std::string behavior_gate(const std::vector<std::string>& behaviors) {
  if (behaviors.empty()) return {};
  std::string functions;
  for (const auto& name : behaviors) {
    functions += fmt::format("{0}: typeof {0} === 'function' ? {0} : undefined, ", name);
  }
  return fmt::format(" if (arguments.length > 0) return ({{ {}}})[arguments[0]];", functions);
}

}  // namespace

ScriptRealm::ScriptRealm(JSContextGroupRef group, const RealmServices& services)
    : realm_(group), services_(services) {}

Result<std::unique_ptr<ScriptRealm>> ScriptRealm::create(JSContextGroupRef group, Kind kind,
                                                         const CompileMessage& script,
                                                         const RealmServices& services) {
  std::unique_ptr<ScriptRealm> realm(new ScriptRealm(group, services));
  TRY(realm->open(kind, script));
  return realm;
}

Result<void> ScriptRealm::open(Kind kind, const CompileMessage& script) {
  const auto runner = realm_.evaluate(std::string(kJavascript_runner), "penstock:runner");
  if (!runner.ok()) return Error{ErrorCode::kInternal, realm_.to_text(runner.thrown)};
  if (script.patches) parameters_ = {"args"};
  if (!script.alias.empty()) parameters_.push_back(script.alias);
  for (const auto& variable : script.variables) parameters_.push_back('$' + variable);
  behavior_gate_ = behavior_gate(script.behaviors);
  options_ = options_for(kind, script);
  realm_.keep(options_);
  const std::array<JSValueRef, 3> arguments{host_object(), options_, TRY(parts())};
  const auto made = realm_.call(runner.value, arguments);
  if (!made.ok()) return Error{ErrorCode::kInternal, realm_.to_text(made.thrown)};
  runner_ = made.value;
  realm_.keep(runner_);
  return {};
}

JSObjectRef ScriptRealm::options_for(Kind kind, const CompileMessage& script) {
  JSObjectRef options = realm_.object();
  realm_.set_member(options, "closed", realm_.boolean(kind == Kind::kClosed));
  realm_.set_member(options, "collectOutput", realm_.boolean(script.collect_output));
  realm_.set_member(options, "text", realm_.text(script.text));
  realm_.set_member(options, "targets", realm_.parse_json(names_as_json(script.targets)));
  realm_.set_member(options, "behaviors", realm_.parse_json(names_as_json(script.behaviors)));
  realm_.set_member(options, "edits", realm_.parse_json("[]"));
  realm_.set_member(options, "patches", realm_.boolean(script.patches));
  realm_.set_member(options, "parameters", realm_.parse_json(names_as_json(parameters_)));
  realm_.set_member(options, "hasAlias", realm_.boolean(!script.alias.empty()));
  realm_.set_member(options, "variables", realm_.parse_json(names_as_json(script.variables)));
  return options;
}

Result<JSObjectRef> ScriptRealm::parts() {
  constexpr std::array kParts{
      std::pair{"failures", &kJavascript_failures}, std::pair{"functions", &kJavascript_functions},
      std::pair{"lockdown", &kJavascript_lockdown}, std::pair{"numbers", &kJavascript_numbers},
      std::pair{"items", &kJavascript_items},       std::pair{"behaviors", &kJavascript_behaviors},
      std::pair{"patches", &kJavascript_patches}};
  JSObjectRef parts = realm_.object();
  for (const auto& [name, text] : kParts) {
    const auto part = realm_.evaluate(std::string(*text), name);
    if (!part.ok()) return Error{ErrorCode::kInternal, realm_.to_text(part.thrown)};
    realm_.set_member(parts, name, part.value);
  }
  return parts;
}

JSObjectRef ScriptRealm::host_object() {
  JSObjectRef host = realm_.object();
  const auto context = realm_.context();
  realm_.set_member(host, "page",
                    JSObjectMakeTypedArrayWithBytesNoCopy(
                        context, kJSTypedArrayTypeUint32Array, services_.announced,
                        sizeof(*services_.announced), keep_memory, nullptr, nullptr));
  realm_.set_member(host, "load", realm_.function([this](auto arguments, JSValueRef* thrown) {
    return look_up({std::nullopt, {realm_.to_text(arguments[0])}}, thrown);
  }));
  realm_.set_member(host, "lookUp", realm_.function([this](auto arguments, JSValueRef* thrown) {
    LoadMessage what;
    what.look_up = static_cast<DocumentReader::LookUp>(realm_.to_integer(arguments[0]));
    for (const auto argument : arguments.subspan(1)) {
      what.arguments.push_back(realm_.to_text(argument));
    }
    return look_up(what, thrown);
  }));
  realm_.set_member(host, "isLoadedPlain", realm_.function([this](auto, JSValueRef*) {
    return realm_.boolean(loaded_plain_);
  }));
  realm_.set_member(host, "isPlain", realm_.function([this](auto arguments, JSValueRef*) {
    return realm_.boolean(range(arguments[0]).plain);
  }));
  realm_.set_member(host, "documentText", realm_.function([this](auto arguments, JSValueRef*) {
    const auto& document = range(arguments[0]);
    return realm_.text(slice_->slice.substr(document.offset, document.length));
  }));
  realm_.set_member(host, "emit", realm_.function([this](auto arguments, JSValueRef*) {
    services_.emit(realm_.to_text(arguments[0]),
                   static_cast<std::uint32_t>(realm_.to_integer(arguments[1])));
    return JSValueMakeUndefined(realm_.context());
  }));
  return host;
}

const DocumentRange& ScriptRealm::range(JSValueRef index) {
  const auto place = static_cast<std::size_t>(realm_.to_integer(index));
  CHECK(slice_ != nullptr && place < slice_->documents.size());
  return slice_->documents[place];
}

JSValueRef ScriptRealm::look_up(const LoadMessage& what, JSValueRef* thrown) {
  const auto loaded = services_.load(what);
  if (!loaded.refusal.empty()) {
    const auto message = realm_.text(loaded.refusal);
    *thrown = JSObjectMakeError(realm_.context(), 1, &message, nullptr);
    return JSValueMakeUndefined(realm_.context());
  }
  loaded_plain_ = loaded.plain;
  return loaded.text ? realm_.text(*loaded.text) : JSValueMakeNull(realm_.context());
}

std::string ScriptRealm::globals() {
  return realm_.to_text(realm_.call_member(runner_, "globals", {}).value);
}

std::optional<ScriptFailure> ScriptRealm::set_body(const RewrittenScript& script) {
  // No text on the user's lines, so that columns stay; failures.js takes off the line above.
  const auto text = fmt::format("(function ({}) {{ 'use strict';{}\n{}\n}})",
                                fmt::join(parameters_, ", "), behavior_gate_, script.text);
  const auto body = realm_.evaluate(text, kScriptName);
  if (!body.ok()) {
    const auto line = realm_.to_integer(realm_.member(body.thrown, "line"));
    return ScriptFailure{realm_.to_text(realm_.member(body.thrown, "message")), {line - 1, 0}};
  }
  realm_.set_member(options_, "edits", realm_.parse_json(script.edits));
  realm_.call_member(runner_, "setBody", std::array{body.value});
  return std::nullopt;
}

void ScriptRealm::begin(const RunMessage& slice) {
  slice_ = &slice;
  const bool plain = std::all_of(slice.documents.begin(), slice.documents.end(),
                                 [](const DocumentRange& document) { return document.plain; });
  const auto text = realm_.text(slice.slice);
  const auto count = realm_.number(static_cast<double>(slice.documents.size()));
  realm_.call_member(runner_, "begin", std::array{text, count, realm_.boolean(plain)});
}

ScriptRealm::Progress ScriptRealm::proceed() {
  const auto done = realm_.call_member(runner_, "proceed", {});
  if (!done.ok()) return Progress::kInterrupted;
  return JSValueToBoolean(realm_.context(), done.value) ? Progress::kWantsOpenRealm
                                                        : Progress::kDone;
}

std::uint32_t ScriptRealm::index() {
  return static_cast<std::uint32_t>(
      realm_.to_integer(realm_.call_member(runner_, "index", {}).value));
}

void ScriptRealm::answer(const std::string& outcome) {
  realm_.call_member(runner_, "answer", std::array{realm_.text(outcome)});
}

void ScriptRealm::fail(const std::string& message) {
  realm_.call_member(runner_, "fail", std::array{realm_.text(message)});
}

void ScriptRealm::flush() { realm_.call_member(runner_, "flush", {}); }

std::string ScriptRealm::lines() {
  return realm_.to_text(realm_.call_member(runner_, "lines", {}).value);
}

}  // namespace penstock::script
