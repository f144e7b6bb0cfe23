#pragma once

#include <future>
#include <memory>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "api/routes.h"
#include "base/json.h"
#include "http/url.h"
#include "kv/memory/memory_provider.h"
#include "security/caller.h"
#include "security/certificate_registry.h"
#include "support/assertions.h"
#include "support/certificates_in_memory.h"
#include "support/master_keys.h"

namespace penstock::testing {

/// Databases in memory are not backed up.
class NoBackups final : public kv::BackupStore {
 public:
  Result<kv::Backup> back_up(const std::string&, const std::string&, const std::string&,
                             const std::stop_token&) override {
    return refusal();
  }
  Result<std::vector<kv::Backup>> backups(const std::string& folder) const override {
    return not_found("there is no " + folder);
  }
  Result<void> restore(const std::string&, std::uint32_t, const std::string&) override {
    return refusal();
  }
  Result<void> keep_newest(const std::string&, std::uint32_t) override { return refusal(); }

 private:
  static Error refusal() { return invalid_argument("these tests make no backups"); }
};

/// All endpoints over databases in memory, without a network. There is a database "shop".
class ApiInMemory {
 public:
  ApiInMemory()
      : databases_(must(documents::Databases::open(provider_, "A", clock_))),
        scripts_(must(script::ScriptHost::open(
            {.worker_command = {"no-worker-here"}, .workers = 1, .limits = {}}, clock_))),
        etl_({.databases = *databases_,
              .scripts = *scripts_,
              .clock = clock_,
              .keys = master_keys(),
              .make_destination =
                  [](const etl::DestinationRequest&) -> Result<std::unique_ptr<etl::Destination>> {
                return invalid_argument("these tests load nothing");
              },
              .jitter = {}}),
        operations_(clock_),
        patches_(*scripts_),
        notifications_(etl_, clock_),
        services_{.databases = *databases_,
                  .backups = backups_,
                  .etl = etl_,
                  .operations = operations_,
                  .patches = patches_,
                  .changes = changes_,
                  .notifications = notifications_,
                  .clock = clock_,
                  .metrics = metrics_,
                  .certificates = *certificates_,
                  .node_tag = "A",
                  .server_id = "8f14e45f-ceea-467f-9575-2f5a8f8e1c3d",
                  .test_connection = [](const auto&) -> Result<void> {
                    return Error{ErrorCode::kUnavailable, "nobody answers"};
                  }} {
    must(databases_->create("shop"));
    api::register_routes(router_, services_);
    handler_ = api::make_handler(router_, metrics_);
  }

  /// Without a body: a request as a server would make it of `target`.
  static http::Request request(const std::string& method, const std::string& target) {
    http::Request request;
    request.method = method;
    request.target = target;
    const auto parts = http::split_target(target);
    request.path = http::percent_decode(parts.path);
    request.query = http::parse_query(parts.query);
    request.origin_url = "http://localhost:8080";
    return request;
  }

  http::Response send(http::Request request) {
    std::promise<http::Response> answer;
    handler_(request, [&](http::Response response) { answer.set_value(std::move(response)); });
    return answer.get_future().get();
  }

  http::Response send(const std::string& method, const std::string& target,
                      const std::string& body = "", http::Fields headers = {}) {
    auto whole = request(method, target);
    whole.headers = std::move(headers);
    whole.body = body;
    return send(std::move(whole));
  }

 protected:
  ManualClock clock_;
  kv::memory::MemoryProvider provider_;
  std::unique_ptr<documents::Databases> databases_;
  NoBackups backup_store_;
  documents::DatabaseBackups backups_{*databases_, backup_store_, "backups"};
  Metrics metrics_;
  std::unique_ptr<script::ScriptHost> scripts_;
  etl::EtlHost etl_;
  api::OperationHost operations_;
  patch::Patches patches_;
  api::ChangesHost changes_;
  api::NotificationHost notifications_;
  CertificatesInMemory certificate_store_;
  std::unique_ptr<security::CertificateRegistry> certificates_ =
      must(security::CertificateRegistry::open(certificate_store_));
  api::Services services_;
  /// Who sends the next request.
  std::shared_ptr<const security::Caller> caller_ = security::Caller::anybody();
  http::Router router_{[this](const http::Request&) { return caller_; }};
  http::RootHandler handler_;
};

}  // namespace penstock::testing
