#include "security/identity.h"

#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/check.h"
#include "security/openssl.h"

namespace penstock::security {
namespace {

void free_certificates(STACK_OF(X509) * certificates) { sk_X509_pop_free(certificates, X509_free); }
using X509StackPointer = OpenSslPointer<STACK_OF(X509), free_certificates>;

/// What is asked for when a key turns out to be encrypted.
struct Passphrase {
  const std::string& text;
  bool was_asked_for = false;
};

int give_passphrase(char* place, int size, int /*for_writing*/, void* user) noexcept {
  auto& passphrase = *static_cast<Passphrase*>(user);
  passphrase.was_asked_for = true;
  if (passphrase.text.empty() || passphrase.text.size() > static_cast<std::size_t>(size)) return -1;
  return static_cast<int>(passphrase.text.copy(place, static_cast<std::size_t>(size)));
}

Result<KeyPointer> read_key(std::string_view pem, const std::string& passphrase) {
  Passphrase given{passphrase};
  KeyPointer key(PEM_read_bio_PrivateKey(read_from(pem).get(), nullptr, &give_passphrase, &given));
  if (key) return key;
  const auto why = last_openssl_error();
  if (!given.was_asked_for) {
    return invalid_argument(fmt::format("the private key cannot be read: {}", why));
  }
  if (passphrase.empty()) return invalid_argument("the private key needs a passphrase");
  return invalid_argument("the passphrase of the private key is wrong");
}

std::vector<X509Pointer> read_certificates(std::string_view pem) {
  const auto source = read_from(pem);
  std::vector<X509Pointer> found;
  while (auto* next = PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)) {
    found.emplace_back(next);
  }
  return found;
}

/// By way of memory that is wiped.
std::string key_to_pem(EVP_PKEY* key) {
  const BioPointer sink(BIO_new(BIO_s_secmem()));
  CHECK(sink != nullptr);
  CHECK(PEM_write_bio_PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return written_to(sink.get());
}

Result<void> check_belongs(X509* certificate, EVP_PKEY* key) {
  if (X509_check_private_key(certificate, key) == 1) return {};
  last_openssl_error();
  return invalid_argument("the private key is not that of the certificate");
}

Error pkcs12_error() {
  const auto why = last_openssl_error();
  const bool is_old = why == "unsupported";
  return invalid_argument(
      is_old ? "it is encrypted in a way that is no longer safe; make it anew with "
               "`openssl pkcs12 -export`"
             : fmt::format("this is not a PKCS#12 file: {}", why));
}

}  // namespace

Result<Identity> Identity::from_pem(std::string_view certificates, std::string_view key,
                                    const std::string& passphrase) {
  auto certificate = TRY(Certificate::from_pem(certificates));
  const auto chain = read_certificates(certificates);
  const auto private_key = TRY(read_key(key, passphrase));
  TRY(check_belongs(chain.front().get(), private_key.get()));
  std::string text;
  for (const auto& link : chain) text += to_pem(link.get());
  return Identity(std::move(certificate), std::move(text), key_to_pem(private_key.get()));
}

Result<Identity> Identity::from_pkcs12(std::string_view bytes, const std::string& passphrase) {
  const Pkcs12Pointer file(d2i_PKCS12_bio(read_from(bytes).get(), nullptr));
  if (!file) return pkcs12_error();
  const bool has_mac = PKCS12_mac_present(file.get()) == 1;
  if (has_mac && PKCS12_verify_mac(file.get(), passphrase.c_str(), -1) != 1) {
    last_openssl_error();
    return invalid_argument(passphrase.empty() ? "the PKCS#12 file needs a passphrase"
                                               : "the passphrase of the PKCS#12 file is wrong");
  }
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  if (PKCS12_parse(file.get(), passphrase.c_str(), &key, &certificate, &others) != 1) {
    return pkcs12_error();
  }
  const KeyPointer held_key(key);
  const X509Pointer held_certificate(certificate);
  const X509StackPointer held_others(others);
  if (key == nullptr) return invalid_argument("the PKCS#12 file holds no private key");
  if (certificate == nullptr) {
    return invalid_argument("the PKCS#12 file holds no certificate of its private key");
  }
  auto chain = to_pem(certificate);
  for (int i = 0; i < sk_X509_num(others); ++i) chain += to_pem(sk_X509_value(others, i));
  return from_pem(chain, key_to_pem(key), {});
}

Result<void> check_for_server(const Identity& identity, WallTime now) {
  const auto& certificate = identity.certificate();
  if (now > certificate.not_after()) {
    return invalid_argument(
        fmt::format("the certificate expired at {}", format_wire_time(certificate.not_after())));
  }
  if (now < certificate.not_before()) {
    return invalid_argument(fmt::format("the certificate is not valid before {}",
                                        format_wire_time(certificate.not_before())));
  }
  const auto parsed = std::move(read_certificates(identity.chain()).front());
  if (X509_check_purpose(parsed.get(), X509_PURPOSE_SSL_SERVER, 0) != 1) {
    return invalid_argument("the certificate was made for something else than a server");
  }
  return {};
}

}  // namespace penstock::security
