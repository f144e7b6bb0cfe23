#include "script/worker/compiler.h"

#include <array>

#include "base/json.h"
#include "script/worker/embedded_javascript.h"

namespace penstock::script {
namespace {

Error broken(const std::string& what) {
  return {ErrorCode::kInternal, "the parser of scripts does not load: " + what};
}

}  // namespace

Result<std::unique_ptr<Compiler>> Compiler::open(JSContextGroupRef group) {
  std::unique_ptr<Compiler> compiler(new Compiler(group));
  Realm& realm = compiler->realm_;
  const auto acorn = realm.evaluate(std::string(kJavascript_acorn), "penstock:acorn");
  if (!acorn.ok()) return broken(realm.to_text(acorn.thrown));
  const auto scopes = realm.evaluate(std::string(kJavascript_scopes), "penstock:scopes");
  const auto rewrite = realm.evaluate(std::string(kJavascript_rewrite), "penstock:rewrite");
  if (!scopes.ok() || !rewrite.ok()) return broken("it does not parse");
  const auto helpers = realm.call(scopes.value, {});
  if (!helpers.ok()) return broken(realm.to_text(helpers.thrown));
  JSObjectRef global = JSContextGetGlobalObject(realm.context());
  const std::array parser{realm.member(global, "acorn"), helpers.value};
  const auto made = realm.call(rewrite.value, parser);
  if (!made.ok()) return broken(realm.to_text(made.thrown));
  compiler->rewrite_ = made.value;
  realm.keep(made.value);
  const auto linter = realm.evaluate(std::string(kJavascript_linter), "penstock:linter");
  if (!linter.ok()) return broken("the linter does not parse");
  const auto linting = realm.call(linter.value, parser);
  if (!linting.ok()) return broken(realm.to_text(linting.thrown));
  compiler->lint_ = linting.value;
  realm.keep(linting.value);
  return compiler;
}

std::variant<RewrittenScript, ScriptFailure> Compiler::rewrite(const std::string& text,
                                                               const std::string& globals) {
  const auto done =
      realm_.call(rewrite_, std::array{realm_.text(text), realm_.parse_json(globals)});
  if (!done.ok()) return failure_from(done.thrown);
  return RewrittenScript{realm_.to_text(realm_.member(done.value, "text")),
                         realm_.to_text(realm_.member(done.value, "edits"))};
}

// What the linter cannot say it does not say: its findings are advice.
std::string Compiler::lint(const LintMessage& message, const std::string& globals) {
  std::string collections;
  for (const auto& collection : message.collections) {
    collections += collections.empty() ? "[" : ",";
    append_json_string(collections, collection);
  }
  collections += collections.empty() ? "[]" : "]";
  const auto done =
      realm_.call(lint_, std::array{realm_.text(message.text), realm_.parse_json(globals),
                                    realm_.parse_json(collections)});
  return done.ok() ? realm_.to_text(done.value) : "[]";
}

ScriptFailure Compiler::failure_from(JSValueRef thrown) {
  ScriptFailure failure{realm_.to_text(realm_.member(thrown, "message")), {}};
  const auto place = realm_.member(thrown, "loc");
  if (!JSValueIsObject(realm_.context(), place)) return failure;
  failure.position.line = realm_.to_integer(realm_.member(place, "line"));
  failure.position.column = realm_.to_integer(realm_.member(place, "column")) + 1;
  // The parser repeats the place in its message: "Unexpected token (1:5)".
  if (failure.message.ends_with(')')) failure.message.resize(failure.message.rfind(" ("));
  return failure;
}

}  // namespace penstock::script
