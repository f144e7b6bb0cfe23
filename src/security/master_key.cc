#include "security/master_key.h"

#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/sha256.h"
#include "security/openssl.h"

// sealed := nonce:12 ciphertext tag:16        (AES-256-GCM, NIST SP 800-38D)
// id     := the first 8 bytes of SHA-256("penstock master key" key), in hexadecimal
// Golden bytes: tests/unit/security/master_keys_test.cc.
namespace penstock::security {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kIdBytes = 8;

using Cipher = OpenSslPointer<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
int size_of(std::string_view text) { return static_cast<int>(text.size()); }

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  CHECK(RAND_bytes(bytes_of(bytes), static_cast<int>(count)) == 1);
  return bytes;
}

std::string id_of(std::string_view key) {
  Sha256 hash;
  hash.update("penstock master key");
  hash.update(key);
  return to_hex(hash.finish().substr(0, kIdBytes));
}

/// Ready for text, with `context` taken in.
Cipher begin(bool encrypts, std::string_view key, std::string_view nonce,
             std::string_view context) {
  Cipher cipher(EVP_CIPHER_CTX_new());
  CHECK(EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(nonce),
                          encrypts ? 1 : 0) == 1);
  int taken = 0;
  CHECK(EVP_CipherUpdate(cipher.get(), nullptr, &taken, bytes_of(context), size_of(context)) == 1);
  return cipher;
}

std::string update(const Cipher& cipher, std::string_view text) {
  std::string changed(text.size(), '\0');
  int size = 0;
  CHECK(EVP_CipherUpdate(cipher.get(), bytes_of(changed), &size, bytes_of(text), size_of(text)) ==
        1);
  return changed;
}

}  // namespace

MasterKey::MasterKey(std::string bytes) : bytes_(std::move(bytes)), id_(id_of(bytes_)) {}

MasterKey::~MasterKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

MasterKey MasterKey::make() { return MasterKey(random_bytes(kBytes)); }

std::optional<MasterKey> MasterKey::parse(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes || bytes->size() != kBytes) return std::nullopt;
  return MasterKey(*std::move(bytes));
}

std::string MasterKey::text() const { return to_base64(bytes_); }

std::string MasterKey::seal(std::string_view secret, std::string_view context) const {
  const auto nonce = random_bytes(kNonceBytes);
  const auto cipher = begin(true, bytes_, nonce, context);
  auto sealed = nonce + update(cipher, secret);
  std::string tag(kTagBytes, '\0');
  int none = 0;
  CHECK(EVP_CipherFinal_ex(cipher.get(), bytes_of(tag), &none) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1);
  return sealed + tag;
}

Result<std::string> MasterKey::open(std::string_view sealed, std::string_view context) const {
  if (sealed.size() < kNonceBytes + kTagBytes) return corruption("a sealed secret is cut off");
  const auto ciphertext = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  const auto cipher = begin(false, bytes_, sealed.substr(0, kNonceBytes), context);
  auto secret = update(cipher, ciphertext);
  CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1);
  int none = 0;
  if (EVP_CipherFinal_ex(cipher.get(), bytes_of(tag), &none) != 1) {
    OPENSSL_cleanse(secret.data(), secret.size());
    return corruption("a sealed secret was changed, or belongs somewhere else");
  }
  return secret;
}

}  // namespace penstock::security
