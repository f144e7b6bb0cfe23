#include "app/data_folder_certificates.h"

#include "api/routes.h"
#include "security/caller.h"

namespace penstock::app {

Result<std::unique_ptr<DataFolderCertificates>> DataFolderCertificates::open(
    const std::string& folder) {
  std::unique_ptr<DataFolderCertificates> opened(new DataFolderCertificates());
  opened->provider_ = TRY(kv::rocksdb::RocksdbProvider::open({.folder = folder}));
  opened->store_ = TRY(documents::CertificateKeySpace::open(*opened->provider_));
  opened->registry_ = TRY(security::CertificateRegistry::open(*opened->store_));
  api::register_certificate_routes(opened->router_, *opened->registry_, opened->clock_);
  return opened;
}

DataFolderCertificates::DataFolderCertificates()
    : router_([](const http::Request&) { return security::Caller::anybody(); }) {}

}  // namespace penstock::app
