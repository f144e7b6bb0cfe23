#pragma once

// Private to the rooms that call OpenSSL.

#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>

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

/// A source of `bytes`, which must outlive it.
BioPointer read_from(std::string_view bytes);

/// What was written into a sink made of BIO_s_mem().
std::string written_to(BIO* sink);

/// OpenSSL's own words for the last failure on this thread, whose list of failures is emptied.
std::string last_openssl_error();

}  // namespace penstock::security
