#include "script/worker/engine.h"

#include <memory>

#include "base/ascii.h"
#include "script/worker/narrow_text.h"
#include "script/worker/unicode.h"

// Exported by the library but in no header of its package.
extern "C" void
JSGlobalContextSetEvalEnabled(  // NOLINT(readability-identifier-naming): the library's
    JSGlobalContextRef context, bool enabled, JSStringRef message);

namespace penstock::script {
namespace {

JSValueRef call_host_function(JSContextRef, JSObjectRef function, JSObjectRef, std::size_t count,
                              const JSValueRef arguments[], JSValueRef* thrown) {
  const auto* target = static_cast<HostFunction*>(JSObjectGetPrivate(function));
  return (*target)({arguments, count}, thrown);
}

void delete_host_function(JSObjectRef function) {
  const std::unique_ptr<HostFunction> owned(
      static_cast<HostFunction*>(JSObjectGetPrivate(function)));
}

JSClassRef host_function_class() {
  static const JSClassRef kClass = [] {
    JSClassDefinition definition = kJSClassDefinitionEmpty;
    definition.className = "Function";
    definition.callAsFunction = call_host_function;
    definition.finalize = delete_host_function;
    return JSClassCreate(&definition);
  }();
  return kClass;
}

}  // namespace

Realm::Realm(JSContextGroupRef group) : context_(JSGlobalContextCreateInGroup(group, nullptr)) {
  JSGlobalContextSetEvalEnabled(
      context_, false, EngineString("code made from text is not available in scripts").get());
}

Completion Realm::evaluate(const std::string& text, const char* name) {
  Completion completion;
  completion.value = JSEvaluateScript(context_, EngineString(text).get(), nullptr,
                                      EngineString(name).get(), 1, &completion.thrown);
  return completion;
}

Completion Realm::call(JSValueRef function, std::span<const JSValueRef> arguments) {
  Completion completion;
  JSObjectRef callee = JSValueToObject(context_, function, &completion.thrown);
  if (callee == nullptr) return completion;
  completion.value = JSObjectCallAsFunction(context_, callee, nullptr, arguments.size(),
                                            arguments.data(), &completion.thrown);
  return completion;
}

Completion Realm::call_member(JSValueRef object, const char* name,
                              std::span<const JSValueRef> arguments) {
  return call(member(object, name), arguments);
}

JSValueRef Realm::text(std::string_view text) {
  JSStringRef copied = create_text(text);
  JSValueRef value = JSValueMakeString(context_, copied);
  JSStringRelease(copied);
  return value;
}

JSStringRef Realm::create_text(std::string_view text) {
  if (is_ascii(text)) {
    if (JSStringRef narrow = create_narrow_text(text); narrow != nullptr) return narrow;
  }
  wide_.clear();
  append_utf16(wide_, text);
  return JSStringCreateWithCharacters(reinterpret_cast<const JSChar*>(wide_.data()), wide_.size());
}

JSValueRef Realm::parse_json(const std::string& text) {
  return JSValueMakeFromJSONString(context_, EngineString(text).get());
}

JSObjectRef Realm::function(HostFunction function) {
  auto owned = std::make_unique<HostFunction>(std::move(function));
  return JSObjectMake(context_, host_function_class(), owned.release());
}

JSValueRef Realm::member(JSValueRef object, const char* name) {
  JSObjectRef holder = JSValueToObject(context_, object, nullptr);
  if (holder == nullptr) return JSValueMakeUndefined(context_);
  return JSObjectGetProperty(context_, holder, EngineString(name).get(), nullptr);
}

void Realm::set_member(JSObjectRef object, const char* name, JSValueRef value) {
  JSObjectSetProperty(context_, object, EngineString(name).get(), value, kJSPropertyAttributeNone,
                      nullptr);
}

std::string Realm::to_text(JSValueRef value) {
  JSStringRef copied = JSValueToStringCopy(context_, value, nullptr);
  if (copied == nullptr) return {};
  std::string text;
  const auto* characters = reinterpret_cast<const char16_t*>(JSStringGetCharactersPtr(copied));
  append_utf8(text, {characters, JSStringGetLength(copied)});
  JSStringRelease(copied);
  return text;
}

std::int32_t Realm::to_integer(JSValueRef value) {
  return JSValueToInt32(context_, value, nullptr);
}

}  // namespace penstock::script
