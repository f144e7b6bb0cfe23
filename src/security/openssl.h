#pragma once

// Private to the rooms that call OpenSSL.

#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "base/check.h"

namespace penstock::security {

/// Frees what OpenSSL gave: `OpenSslPointer<X509, X509_free>`.
template <auto kFree>
struct OpenSslFree {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

template <typename T, auto kFree>
using OpenSslPointer = std::unique_ptr<T, OpenSslFree<kFree>>;

using BioPointer = OpenSslPointer<BIO, BIO_free_all>;
using KeyPointer = OpenSslPointer<EVP_PKEY, EVP_PKEY_free>;
using Pkcs12Pointer = OpenSslPointer<PKCS12, PKCS12_free>;
using X509Pointer = OpenSslPointer<X509, X509_free>;

/// A source of `bytes`, which must outlive it.
BioPointer read_from(std::string_view bytes);

/// What was written into a sink made of BIO_s_mem() or BIO_s_secmem().
std::string written_to(BIO* sink);

/// What `write`, a function of OpenSSL that returns 1, writes into the sink it is given.
template <typename Write>
std::string written_by(Write write) {
  const BioPointer sink(BIO_new(BIO_s_mem()));
  CHECK(sink != nullptr && write(sink.get()) == 1);
  return written_to(sink.get());
}

std::string to_pem(X509* certificate);

/// As Certificate::public_key_pin().
std::string public_key_pin_of(X509* certificate);

/// What a function of OpenSSL writes that takes a place for its bytes, or null to be asked for
/// their number.
template <typename Encode>
std::string encoded(Encode encode) {
  const int size = encode(nullptr);
  CHECK(size >= 0);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  auto* place = reinterpret_cast<unsigned char*>(bytes.data());
  encode(&place);
  return bytes;
}

/// OpenSSL's own words for the last failure on this thread, whose list of failures is emptied.
std::string last_openssl_error();

}  // namespace penstock::security
