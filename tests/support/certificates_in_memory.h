#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "security/certificate_store.h"

namespace penstock::testing {

/// Certificates that a "restart" keeps, and a disk that may fail. Thread-safe.
class CertificatesInMemory final : public security::CertificateStore {
 public:
  Result<std::vector<std::string>> load() const override {
    return records_.with([](const Records& records) {
      std::vector<std::string> all;
      for (const auto& [pin, record] : records) all.push_back(record);
      return all;
    });
  }
  Result<void> save(const std::string& public_key_pin, const std::string& record) override {
    if (is_full) return Error{ErrorCode::kUnavailable, "the disk is full"};
    records_.with([&](Records& records) { records[public_key_pin] = record; });
    return {};
  }
  Result<void> erase(const std::string& public_key_pin) override {
    if (is_full) return Error{ErrorCode::kUnavailable, "the disk is full"};
    records_.with([&](Records& records) { records.erase(public_key_pin); });
    return {};
  }

  bool is_full = false;

 private:
  using Records = std::map<std::string, std::string>;
  Guarded<Records> records_;
};

}  // namespace penstock::testing
