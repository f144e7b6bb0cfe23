#include "documents/certificate_key_space.h"

#include <optional>

namespace penstock::documents {

// The key space "certificates":
//
//   certificates := 0x01 public-key-pin -> record
//
//   record := JSON as security::RegisteredCertificate has it; members may be added

namespace {

constexpr char kCertificates = 0x01;

std::string key(const std::string& public_key_pin) { return kCertificates + public_key_pin; }

}  // namespace

Result<std::unique_ptr<CertificateKeySpace>> CertificateKeySpace::open(
    kv::EngineProvider& provider) {
  auto engine = TRY(provider.open(kKeySpace, /*create=*/true));
  return std::unique_ptr<CertificateKeySpace>(new CertificateKeySpace(std::move(engine)));
}

Result<std::vector<std::string>> CertificateKeySpace::load() const {
  const auto snapshot = TRY(engine_->snapshot());
  std::vector<std::string> records;
  TRY(snapshot->visit(kv::prefix_range({&kCertificates, 1}),
                      [&](std::string_view, std::string_view value) {
                        records.emplace_back(value);
                        return true;
                      }));
  return records;
}

Result<void> CertificateKeySpace::save(const std::string& public_key_pin,
                                       const std::string& record) {
  kv::WriteBatch batch;
  batch.put(key(public_key_pin), record);
  return engine_->commit(batch, std::nullopt);
}

Result<void> CertificateKeySpace::erase(const std::string& public_key_pin) {
  kv::WriteBatch batch;
  batch.erase(key(public_key_pin));
  return engine_->commit(batch, std::nullopt);
}

}  // namespace penstock::documents
