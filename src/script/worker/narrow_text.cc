#include "script/worker/narrow_text.h"

#include <span>

namespace penstock::script {

/// What the engine's WTF::Ref, WTF::RefPtr and WTF::String are: one pointer, in a class with a
/// destructor, which is why functions return them in memory.
struct EngineHandle {
  void* object = nullptr;

  EngineHandle() = default;
  EngineHandle(const EngineHandle&) = delete;
  EngineHandle& operator=(const EngineHandle&) = delete;
  ~EngineHandle() {}  // By hand, since a defaulted one would be trivial.
};

// StringImpl::create() and OpaqueJSString::tryCreate(), exported by the library but in no header of
// its package: the C interface makes narrow texts from UTF-8 alone, character by character. Weak,
// so that a worker starts without them too.
[[gnu::weak]] EngineHandle create_string(std::span<const unsigned char> characters) asm(
    "_ZN3WTF10StringImpl6createESt4spanIKhLm18446744073709551615EE");
[[gnu::weak]] EngineHandle take_over(EngineHandle&& string) asm(
    "_ZN14OpaqueJSString9tryCreateEON3WTF6StringE");

JSStringRef create_narrow_text(std::string_view ascii) {
  if (create_string == nullptr || take_over == nullptr) return nullptr;
  const auto* bytes = reinterpret_cast<const unsigned char*>(ascii.data());
  return static_cast<JSStringRef>(take_over(create_string({bytes, ascii.size()})).object);
}

}  // namespace penstock::script
