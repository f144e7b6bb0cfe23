#include "security/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/sha256.h"

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

std::string to_pem(X509* certificate) {
  return written_by([&](BIO* sink) { return PEM_write_bio_X509(sink, certificate); });
}

std::string public_key_pin_of(X509* certificate) {
  auto* key = X509_get_X509_PUBKEY(certificate);
  Sha256 hash;
  hash.update(encoded([key](unsigned char** place) { return i2d_X509_PUBKEY(key, place); }));
  return to_base64(hash.finish());
}

std::string last_openssl_error() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown failure";
}

}  // namespace penstock::security
