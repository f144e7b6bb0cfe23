#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <JavaScriptCore/JavaScript.h>

// A thin layer over the engine's C interface: owners for its handles, texts both ways, functions
// of ours that scripts call. Everything here is confined to the worker's one thread.
namespace penstock::script {

/// A text of the engine.
class EngineString {
 public:
  /// `text` ends with a NUL.
  explicit EngineString(const char* text) : text_(JSStringCreateWithUTF8CString(text)) {}
  explicit EngineString(const std::string& text) : EngineString(text.c_str()) {}
  ~EngineString() { JSStringRelease(text_); }
  EngineString(const EngineString&) = delete;
  EngineString& operator=(const EngineString&) = delete;

  JSStringRef get() const { return text_; }

 private:
  JSStringRef text_;
};

/// What a call gave: a value, or what was thrown.
struct Completion {
  JSValueRef value = nullptr;   ///< Null if something was thrown.
  JSValueRef thrown = nullptr;  ///< Null if nothing was.

  bool ok() const { return thrown == nullptr; }
};

/// A function of ours. May throw by setting `thrown`.
using HostFunction =
    std::function<JSValueRef(std::span<const JSValueRef> arguments, JSValueRef* thrown)>;

/// A context with its own global object.
class Realm {
 public:
  /// `eval` and `Function` do not work in it.
  explicit Realm(JSContextGroupRef group);
  ~Realm() { JSGlobalContextRelease(context_); }
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;

  JSContextRef context() const { return context_; }

  /// `name` is what stack traces call the text.
  Completion evaluate(const std::string& text, const char* name);
  Completion call(JSValueRef function, std::span<const JSValueRef> arguments);
  /// Calls the member `name` of `object`.
  Completion call_member(JSValueRef object, const char* name,
                         std::span<const JSValueRef> arguments);

  JSValueRef text(std::string_view text);
  JSValueRef number(double value) { return JSValueMakeNumber(context_, value); }
  JSValueRef boolean(bool value) { return JSValueMakeBoolean(context_, value); }
  JSValueRef parse_json(const std::string& text);
  JSObjectRef object() { return JSObjectMake(context_, nullptr, nullptr); }
  JSObjectRef function(HostFunction function);

  JSValueRef member(JSValueRef object, const char* name);
  void set_member(JSObjectRef object, const char* name, JSValueRef value);

  /// As String(value) does; empty if that throws.
  std::string to_text(JSValueRef value);
  /// 0 for what is no number.
  std::int32_t to_integer(JSValueRef value);

  /// Keeps `value` alive as long as the realm.
  void keep(JSValueRef value) { JSValueProtect(context_, value); }

 private:
  /// To be given back by JSStringRelease().
  JSStringRef create_text(std::string_view text);

  JSGlobalContextRef context_;
  std::u16string wide_;  ///< Kept, since slices are large.
};

}  // namespace penstock::script
