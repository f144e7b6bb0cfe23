#include "support/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "base/check.h"
#include "security/openssl.h"

namespace penstock::testing {
namespace {

using security::KeyPointer;
using security::OpenSslPointer;
using security::written_by;
using security::X509Pointer;

KeyPointer read_key(const std::string& pem) {
  KeyPointer key(
      PEM_read_bio_PrivateKey(security::read_from(pem).get(), nullptr, nullptr, nullptr));
  CHECK(key != nullptr);
  return key;
}

X509Pointer read_certificate(const std::string& pem) {
  X509Pointer certificate(
      PEM_read_bio_X509(security::read_from(pem).get(), nullptr, nullptr, nullptr));
  CHECK(certificate != nullptr);
  return certificate;
}

void set_time(ASN1_TIME* field, WallTime time) {
  CHECK(ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(time)) != nullptr);
}

void set_serial_number(X509* certificate) {
  std::uint64_t number = 0;
  CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof(number)) == 1);
  CHECK(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1) == 1);
}

void set_subject(X509* certificate, const std::string& common_name) {
  CHECK(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(common_name.data()),
                                   static_cast<int>(common_name.size()), -1, 0) == 1);
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  const OpenSslPointer<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  CHECK(extension != nullptr);
  CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string pem_of_key(EVP_PKEY* key) {
  return written_by([key](BIO* sink) {
    return PEM_write_bio_PrivateKey(sink, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  CHECK(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  CHECK(X509_sign(certificate, issuer_key, EVP_sha256()) > 0);
}

}  // namespace

KeyedCertificate make_certificate(const CertificateRecipe& recipe) {
  const auto key = recipe.same_key != nullptr ? read_key(recipe.same_key->key)
                                              : KeyPointer(EVP_EC_gen(recipe.curve));
  const X509Pointer made(X509_new());
  CHECK(key != nullptr && made != nullptr);
  X509_set_version(made.get(), X509_VERSION_3);
  set_serial_number(made.get());
  set_time(X509_getm_notBefore(made.get()), recipe.not_before);
  set_time(X509_getm_notAfter(made.get()), recipe.not_after);
  set_subject(made.get(), recipe.common_name);
  CHECK(X509_set_pubkey(made.get(), key.get()) == 1);
  add_extension(made.get(), NID_basic_constraints,
                recipe.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!recipe.alternative_names.empty()) {
    add_extension(made.get(), NID_subject_alt_name, recipe.alternative_names);
  }
  if (!recipe.extended_usage.empty()) {
    add_extension(made.get(), NID_ext_key_usage, recipe.extended_usage);
  }
  if (recipe.issuer == nullptr) {
    sign(made.get(), made.get(), key.get());
  } else {
    sign(made.get(), read_certificate(recipe.issuer->certificate).get(),
         read_key(recipe.issuer->key).get());
  }
  return {security::to_pem(made.get()), pem_of_key(key.get())};
}

std::string encrypted_key(const KeyedCertificate& made, const std::string& passphrase) {
  const auto key = read_key(made.key);
  return written_by([&](BIO* sink) {
    return PEM_write_bio_PKCS8PrivateKey(sink, key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                         static_cast<int>(passphrase.size()), nullptr, nullptr);
  });
}

std::string to_pkcs12(const KeyedCertificate& made, const std::string& passphrase,
                      const std::vector<const KeyedCertificate*>& others) {
  const auto certificate = read_certificate(made.certificate);
  const auto key = made.key.empty() ? KeyPointer() : read_key(made.key);
  auto* stack = sk_X509_new_null();
  for (const auto* other : others) {
    sk_X509_push(stack, read_certificate(other->certificate).release());
  }
  const OpenSslPointer<PKCS12, PKCS12_free> file(PKCS12_create(
      passphrase.c_str(), "test", key.get(), certificate.get(), stack, 0, 0, 0, 0, 0));
  CHECK(file != nullptr);
  sk_X509_pop_free(stack, X509_free);
  return written_by([&](BIO* sink) { return i2d_PKCS12_bio(sink, file.get()); });
}

}  // namespace penstock::testing
