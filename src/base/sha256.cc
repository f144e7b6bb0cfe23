#include "base/sha256.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace penstock {
namespace {

constexpr std::size_t kGroupBytes = 3;
constexpr std::size_t kGroupCharacters = 4;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct Sha256::Context {
  Context() : digest(EVP_MD_CTX_new()) { CHECK(EVP_DigestInit_ex(digest, EVP_sha256(), nullptr)); }
  ~Context() { EVP_MD_CTX_free(digest); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  EVP_MD_CTX* digest;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  CHECK(EVP_DigestUpdate(context_->digest, bytes.data(), bytes.size()));
}

std::string Sha256::finish() {
  std::string hash(kBytes, '\0');
  CHECK(
      EVP_DigestFinal_ex(context_->digest, reinterpret_cast<unsigned char*>(hash.data()), nullptr));
  return hash;
}

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + kGroupBytes - 1) / kGroupBytes * kGroupCharacters + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % kGroupCharacters != 0) return std::nullopt;
  std::string bytes(text.size() / kGroupCharacters * kGroupBytes, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  // The decoder takes blanks and stray bits as well.
  return to_base64(bytes) == text ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace penstock
