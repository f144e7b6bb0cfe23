#include "security/generated_certificate.h"

#include <cstdint>
#include <utility>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/check.h"
#include "security/openssl.h"
#include "security/zip_archive.h"

namespace penstock::security {
namespace {

constexpr unsigned kKeyBits = 3072;
/// RFC 5280, ub-common-name.
constexpr std::size_t kCommonNameBytesMax = 64;
/// Clocks differ: who gets the certificate may be some minutes behind.
constexpr std::chrono::minutes kClockSkew{10};

Result<void> set_subject(X509* certificate, const std::string& common_name) {
  auto* subject = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
  if (common_name.empty() || common_name.size() > kCommonNameBytesMax ||
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text,
                                 static_cast<int>(common_name.size()), -1, 0) != 1) {
    return invalid_argument("The name of a generated certificate is text of 1 to 64 bytes.");
  }
  CHECK(X509_set_issuer_name(certificate, subject) == 1);
  return {};
}

void set_serial_number(X509* certificate) {
  std::uint64_t number = 0;
  CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof(number)) == 1);
  CHECK(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1U) == 1);
}

void set_validity(X509* certificate, WallTime now) {
  const auto set = [](ASN1_TIME* field, WallTime time) {
    CHECK(ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(time)) != nullptr);
  };
  set(X509_getm_notBefore(certificate), now - kClockSkew);
  set(X509_getm_notAfter(certificate),
      now + std::chrono::duration_cast<std::chrono::seconds>(kGeneratedValidity));
}

void add_extension(X509* certificate, int kind, const char* value) {
  const OpenSslPointer<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
  CHECK(extension != nullptr);
  CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

Result<X509Pointer> begin_certificate(const std::string& common_name) {
  X509Pointer certificate(X509_new());
  CHECK(certificate != nullptr);
  CHECK(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  TRY(set_subject(certificate.get(), common_name));
  return certificate;
}

void complete_certificate(X509* certificate, EVP_PKEY* key, WallTime now) {
  set_serial_number(certificate);
  set_validity(certificate, now);
  CHECK(X509_set_pubkey(certificate, key) == 1);
  add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, NID_key_usage, "critical,digitalSignature,keyEncipherment");
  add_extension(certificate, NID_ext_key_usage, "clientAuth");
  CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
}

Result<std::string> make_pkcs12(X509* certificate, EVP_PKEY* key, const std::string& common_name,
                                const std::string& password) {
  const Pkcs12Pointer bundle(PKCS12_create(password.c_str(), common_name.c_str(), key, certificate,
                                           nullptr, 0, 0, 0, 0, 0));
  if (!bundle) return invalid_argument("The password cannot be used: " + last_openssl_error());
  return written_by([&](BIO* sink) { return i2d_PKCS12_bio(sink, bundle.get()); });
}

/// What is safe in the name of a file anywhere.
std::string file_name_of(const std::string& name) {
  std::string safe;
  for (const char c : name) {
    const bool is_safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '-' || c == '_';
    safe.push_back(is_safe ? c : '_');
  }
  return safe;
}

}  // namespace

Result<GeneratedCertificate> generate_client_certificate(const std::string& common_name,
                                                         const std::string& password,
                                                         WallTime now) {
  const auto made = TRY(begin_certificate(common_name));  // Before the key, which takes its time.
  const KeyPointer key(EVP_RSA_gen(kKeyBits));
  CHECK(key != nullptr);
  complete_certificate(made.get(), key.get(), now);
  auto pkcs12 = TRY(make_pkcs12(made.get(), key.get(), common_name, password));
  auto certificate = TRY(Certificate::from_pem(to_pem(made.get())));
  return GeneratedCertificate{.certificate = std::move(certificate),
                              .key_pem = written_by([&](BIO* sink) {
                                return PEM_write_bio_PrivateKey_traditional(
                                    sink, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                              }),
                              .pkcs12 = std::move(pkcs12)};
}

std::string archive_of(const GeneratedCertificate& generated, const std::string& name) {
  const auto file = file_name_of(name);
  ZipArchive archive;
  archive.add(file + ".pem", generated.certificate.pem() + generated.key_pem);
  archive.add(file + ".pfx", generated.pkcs12);
  return archive.finish();
}

}  // namespace penstock::security
