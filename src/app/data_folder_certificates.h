#pragma once

#include <memory>
#include <string>

#include "app/client/local_client.h"
#include "base/clock.h"
#include "base/result.h"
#include "documents/certificate_key_space.h"
#include "http/router.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "security/certificate_registry.h"

namespace penstock::app {

/// The certificates in a data folder that no server has open, behind the endpoints that a server
/// has for them: who may write there is an administrator. Confined to one thread.
class DataFolderCertificates {
 public:
  /// Errors: kUnavailable, also if a server has the folder; kCorruption.
  static Result<std::unique_ptr<DataFolderCertificates>> open(const std::string& folder);
  DataFolderCertificates(const DataFolderCertificates&) = delete;
  DataFolderCertificates& operator=(const DataFolderCertificates&) = delete;

  LocalClient& client() { return client_; }

 private:
  DataFolderCertificates();

  SystemClock clock_;
  std::unique_ptr<kv::rocksdb::RocksdbProvider> provider_;
  std::unique_ptr<documents::CertificateKeySpace> store_;
  std::unique_ptr<security::CertificateRegistry> registry_;
  http::Router router_;
  LocalClient client_{router_};
};

}  // namespace penstock::app
