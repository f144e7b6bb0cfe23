#include "security/openssl.h"

#include <openssl/err.h>

#include "base/check.h"

namespace penstock::security {

BioPointer read_from(std::string_view bytes) {
  BioPointer source(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  CHECK(source != nullptr);
  return source;
}

std::string written_to(BIO* sink) {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(sink, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string last_openssl_error() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown failure";
}

}  // namespace penstock::security
