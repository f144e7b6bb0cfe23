#include "security/certificate.h"

#include <optional>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "base/check.h"
#include "security/openssl.h"

namespace penstock::security {
namespace {

Error not_a_certificate(std::string_view why) {
  return invalid_argument(fmt::format("this is not a certificate: {}", why));
}

std::string encoded_of(X509* certificate) {
  return encoded([&](unsigned char** place) { return i2d_X509(certificate, place); });
}

std::string thumbprint_of(std::string_view der) {
  std::string hash(SHA_DIGEST_LENGTH, '\0');
  SHA1(reinterpret_cast<const unsigned char*>(der.data()), der.size(),
       reinterpret_cast<unsigned char*>(hash.data()));
  std::string digits;
  for (const char byte : hash) digits += fmt::format("{:02X}", static_cast<unsigned char>(byte));
  return digits;
}

int key_strength_of(X509* certificate) {
  const auto* key = X509_get0_pubkey(certificate);
  if (key != nullptr) return EVP_PKEY_get_security_bits(key);
  last_openssl_error();
  return 0;
}

std::string common_name_of(X509* certificate) {
  auto* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (size < 0) return {};
  std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name;
}

std::optional<WallTime> to_wall_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  constexpr int kFirstYear = 1900;
  const std::chrono::year_month_day day{std::chrono::year{parts.tm_year + kFirstYear},
                                        std::chrono::month{static_cast<unsigned>(parts.tm_mon) + 1},
                                        std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return WallTime{std::chrono::sys_days{day}} + std::chrono::hours{parts.tm_hour} +
         std::chrono::minutes{parts.tm_min} + std::chrono::seconds{parts.tm_sec};
}

}  // namespace

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  const auto source = read_from(pem);
  const X509Pointer parsed(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr));
  if (!parsed) return not_a_certificate(last_openssl_error());
  return from_der(encoded_of(parsed.get()));
}

Result<Certificate> Certificate::from_der(std::string_view der) {
  if (der.size() > kCertificateBytesMax) {
    return not_a_certificate(fmt::format("it is over {} bytes", kCertificateBytesMax));
  }
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = next + der.size();
  const X509Pointer parsed(d2i_X509(nullptr, &next, static_cast<long>(der.size())));
  if (!parsed) return not_a_certificate(last_openssl_error());
  if (next != end) return not_a_certificate("there are bytes behind it");
  // BER says the same in several ways, each with a thumbprint of its own.
  if (encoded_of(parsed.get()) != der) return not_a_certificate("it is not written as DER");
  const auto not_before = to_wall_time(X509_get0_notBefore(parsed.get()));
  const auto not_after = to_wall_time(X509_get0_notAfter(parsed.get()));
  if (!not_before || !not_after) return not_a_certificate("its dates cannot be read");

  Certificate certificate;
  certificate.der_ = der;
  certificate.thumbprint_ = thumbprint_of(der);
  certificate.public_key_pin_ = public_key_pin_of(parsed.get());
  certificate.key_strength_ = key_strength_of(parsed.get());
  certificate.common_name_ = common_name_of(parsed.get());
  certificate.not_before_ = *not_before;
  certificate.not_after_ = *not_after;
  return certificate;
}

std::string Certificate::pem() const {
  const auto* next = reinterpret_cast<const unsigned char*>(der_.data());
  const X509Pointer parsed(d2i_X509(nullptr, &next, static_cast<long>(der_.size())));
  CHECK(parsed != nullptr);
  return to_pem(parsed.get());
}

}  // namespace penstock::security
