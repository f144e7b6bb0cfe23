#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kv/engine.h"
#include "security/certificate_store.h"

namespace penstock::documents {

/// The registered certificates of a server, in the key space "certificates". Thread-safe.
class CertificateKeySpace final : public security::CertificateStore {
 public:
  static constexpr const char* kKeySpace = "certificates";

  /// `provider` must outlive this object. Errors: those of the engine.
  static Result<std::unique_ptr<CertificateKeySpace>> open(kv::EngineProvider& provider);

  Result<std::vector<std::string>> load() const override;
  Result<void> save(const std::string& public_key_pin, const std::string& record) override;
  Result<void> erase(const std::string& public_key_pin) override;

 private:
  explicit CertificateKeySpace(std::unique_ptr<kv::Engine> engine) : engine_(std::move(engine)) {}

  std::unique_ptr<kv::Engine> engine_;
};

}  // namespace penstock::documents
