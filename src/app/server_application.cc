#include "app/server_application.h"

#include <atomic>
#include <filesystem>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "api/audit_trail.h"
#include "api/changes/changes_host.h"
#include "api/notifications/notification_host.h"
#include "api/operations/operation_host.h"
#include "api/request_limits.h"
#include "api/routes.h"
#include "api/services.h"
#include "app/certificate_watch.h"
#include "app/destinations.h"
#include "app/master_key_setup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random_id.h"
#include "base/repeating_thread.h"
#include "documents/certificate_key_space.h"
#include "documents/database_backups.h"
#include "documents/database_registry.h"
#include "documents/due_sweeper.h"
#include "etl/etl_host.h"
#include "etl/etl_metrics.h"
#include "etl/sql/sql_configuration.h"
#include "etl/sql/trial.h"
#include "etl/tombstone_sweeper.h"
#include "http/host_policy.h"
#include "http/router.h"
#include "http/server.h"
#include "http/url.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "script/discovery.h"
#include "script/script_host.h"
#include "security/access_control.h"
#include "security/audit_log.h"
#include "security/caller.h"
#include "security/certificate_limits.h"
#include "security/certificate_registry.h"
#include "security/master_keys.h"
#include "studio/studio_routes.h"

namespace penstock::app {
namespace {

constexpr const char* kUnsecured =
    "Anyone who reaches this server may read and change everything: it listens without TLS "
    "(--allow-unsecured).";

/// Scripts run in processes of this very program.
Result<std::vector<std::string>> worker_command() {
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) {
    return Error{ErrorCode::kUnavailable, "cannot tell where this program is: " + failed.message()};
  }
  return std::vector<std::string>{program.string(), "script-worker"};
}

/// In [0, 1). Thread-safe.
double random_fraction() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>{0, 1}(generator);
}

etl::BatchBuilderLimits batch_limits(const Settings& settings) {
  etl::BatchBuilderLimits limits;
  limits.documents_max = static_cast<std::size_t>(settings.etl_batch_items);
  limits.output_bytes_max = static_cast<std::size_t>(settings.etl_batch_mb) << 20;
  return limits;
}

etl::sql::SqlOptions sql_options(const Settings& settings) {
  return {.sqlite_folder = settings.sqlite_folder,
          .slow_statement = std::chrono::milliseconds{settings.sql_slow_statement_ms},
          .lock_timeout = std::chrono::seconds{settings.sql_lock_timeout_s}};
}

/// Null without a certificate.
Result<std::unique_ptr<security::IdentityFiles>> open_client_identity(const Settings& settings) {
  if (settings.client_certificate.empty()) return std::unique_ptr<security::IdentityFiles>();
  return security::IdentityFiles::open(
      {.certificate_file = settings.client_certificate, .key_file = settings.client_key});
}

/// Null without a certificate.
Result<std::unique_ptr<security::IdentityFiles>> open_identity(const Settings& settings,
                                                               Clock& clock) {
  if (!settings.identity.is_set()) return std::unique_ptr<security::IdentityFiles>();
  return security::IdentityFiles::open(settings.identity, [&clock](const auto& identity) {
    return security::check_for_server(identity, clock.now());
  });
}

/// Whether anyone on another machine may do everything.
bool is_open_to_all(const std::string& server_url) {
  const auto url = http::ServerUrl::parse(server_url);
  return url && !url->is_secured && !http::is_loopback_host(url->host);
}

security::AuditLog::Options audit_options(const Settings& settings) {
  return {.file = settings.data_dir + "/audit.log",
          .bytes_max = static_cast<std::uint64_t>(settings.audit_file_mb) << 20,
          .files_max = settings.audit_files};
}

script::ScriptLimits script_limits(const Settings& settings) {
  return {.document_time = std::chrono::milliseconds{settings.script_document_time_ms},
          .memory_bytes_max = static_cast<std::uint64_t>(settings.script_memory_mb) << 20};
}

}  // namespace

/// The members are in the order of their start: each may use those before it.
class ServerApplication::Implementation {
 public:
  explicit Implementation(const Settings& settings) : settings_(settings) {}

  Result<void> start() {
    identity_ = TRY(open_identity(settings_, clock_));
    client_identity_ = TRY(open_client_identity(settings_));
    provider_ = TRY(kv::rocksdb::RocksdbProvider::open({.folder = settings_.data_dir}));
    databases_ = TRY(documents::Databases::open(*provider_, settings_.node_tag, clock_));
    keys_ = TRY(open_master_keys(master_key_file(settings_.master_key_file, settings_.data_dir),
                                 *databases_));
    reseal_all(*databases_, *keys_, [this](const auto& key_space, const auto& range) {
      return provider_->rewrite(key_space, range);
    });
    audit_log_ = TRY(security::AuditLog::open(audit_options(settings_)));
    audit_ = std::make_unique<api::AuditTrail>(*audit_log_, clock_,
                                               settings_.audit_data
                                                   ? api::AuditTrail::Scope::kEverything
                                                   : api::AuditTrail::Scope::kAdministration);
    backups_ = std::make_unique<documents::DatabaseBackups>(*databases_, *provider_,
                                                            settings_.backup_folder);
    certificate_store_ = TRY(documents::CertificateKeySpace::open(*provider_));
    certificates_ = TRY(security::CertificateRegistry::open(*certificate_store_));
    access_ = std::make_unique<security::AccessControl>(*certificates_, clock_,
                                                        [this] { return own_certificate(); });
    limits_ = std::make_unique<security::CertificateLimits>(
        security::CertificateLimits::Options{
            .connections_max = settings_.certificate_connections,
            .requests_per_second_max = settings_.certificate_requests},
        clock_);
    scripts_ = TRY(script::ScriptHost::open({.worker_command = TRY(worker_command()),
                                             .workers = settings_.script_workers,
                                             .limits = script_limits(settings_)},
                                            clock_));
    etl_ = std::make_unique<etl::EtlHost>(
        etl::EtlHost::Parts{.databases = *databases_,
                            .scripts = *scripts_,
                            .clock = clock_,
                            .keys = *keys_,
                            .make_destination = destination_factory(destination_settings(), clock_),
                            .limits = batch_limits(settings_),
                            .jitter = random_fraction});
    tombstones_ = std::make_unique<etl::TombstoneSweeper>(*etl_, clock_);
    sweeper_ = std::make_unique<documents::DueSweeper>(*databases_, clock_);
    operations_ = std::make_unique<api::OperationHost>(clock_);
    patches_ = std::make_unique<patch::Patches>(*scripts_);
    changes_ = std::make_unique<api::ChangesHost>();
    notifications_ = std::make_unique<api::NotificationHost>(*etl_, clock_);
    services_ = std::make_unique<api::Services>(api::Services{
        .databases = *databases_,
        .backups = *backups_,
        .etl = *etl_,
        .operations = *operations_,
        .patches = *patches_,
        .changes = *changes_,
        .notifications = *notifications_,
        .clock = clock_,
        .metrics = metrics_,
        .certificates = *certificates_,
        .node_tag = settings_.node_tag,
        .server_id = new_guid(),
        .test_connection =
            [this](const auto& connection) {
              return test_connection(connection, destination_settings(), clock_);
            },
        .try_sql_document =
            [this](const auto& task, const auto& connection, const auto& made) {
              return etl::sql::try_document(
                  etl::sql::SqlConfiguration::of(task, connection, sql_options(settings_)),
                  script::discover_targets(task.transformations.front().script), made, clock_, {});
            },
        .list_sql_tables =
            [this](const std::string& factory, const std::string& connection) {
              return etl::sql::list_tables(factory, connection, sql_options(settings_), clock_, {});
            },
        .is_ready = [this] { return is_ready_.load(); },
        .notices = [this] { return notices(); },
        .sweep_configured = [this] { sweeper_->wake(); }});
    metrics_.sample([this] { return etl::etl_samples(*etl_); });
    api::register_routes(router_, *services_);
    studio::register_studio_routes(router_);
    server_ = TRY(http::Server::open(
        http_options(), clock_,
        api::audited(api::limited(api::make_handler(router_, metrics_), *limits_), *audit_)));
    if (client_identity_) {
      client_certificate_.start("certificate", clock_.monotonic(),
                                [this](const std::stop_token&) { return renew_client_identity(); });
    }
    if (identity_) {
      certificate_ = std::make_unique<CertificateWatch>(*identity_, *server_, clock_);
      certificate_->start();
    }
    etl_->start();
    sweeper_->start();
    tombstones_->start();
    notifications_->start();
    is_ready_ = true;
    log_info("node {} serves {} from {}", settings_.node_tag, server_->url(), settings_.data_dir);
    if (is_open_to_all(settings_.url)) log_warning("{}", kUnsecured);
    return {};
  }

  void stop() {
    if (!server_ || std::exchange(stopped_, true)) return;
    is_ready_ = false;
    if (certificate_) certificate_->stop();
    client_certificate_.stop();
    operations_->stop();
    server_->stop();
    sweeper_->stop();
    tombstones_->stop();
    patches_->stop();
    changes_->stop();
    notifications_->stop();
    etl_->stop();
    log_info("stopped");
  }

  const std::string& url() const { return server_->url(); }

 private:
  http::ServerOptions http_options() {
    constexpr std::size_t kMegabyte = std::size_t{1} << 20;
    return {.url = settings_.url,
            .identity = identity_ ? identity_->current() : nullptr,
            .allow_unsecured = settings_.allow_unsecured,
            .allowed_hosts = settings_.allowed_hosts,
            .common_headers = api::common_headers(),
            .kind_of = [this](const http::Request& header) { return router_.kind_of(header); },
            .refuse = api::audited(api::make_refusal(router_, metrics_), *audit_),
            .answer_at_once = api::audited(
                api::limited(api::make_quick_handler(router_, metrics_), *limits_), *audit_),
            .take_place =
                [this](const security::Certificate& certificate) {
                  return limits_->open_connection(certificate.public_key_pin());
                },
            .body_bytes_max = static_cast<std::size_t>(settings_.http_body_mb) * kMegabyte,
            .connections_max = static_cast<std::size_t>(settings_.http_connections),
            .large_bodies_bytes_max =
                static_cast<std::size_t>(settings_.http_large_bodies_mb) * kMegabyte,
            .idle_timeout = std::chrono::seconds{settings_.http_idle_timeout_s},
            .header_timeout = std::chrono::seconds{settings_.http_header_timeout_s},
            .body_timeout = std::chrono::seconds{settings_.http_body_timeout_s}};
  }

  /// Without TLS nobody can show who they are, and everybody may do everything.
  std::shared_ptr<const security::Caller> identify(const http::Request& request) const {
    if (!request.is_secured) return security::Caller::anybody();
    return access_->identify(request.client_certificate.get());
  }

  /// Null without TLS.
  std::shared_ptr<const security::Certificate> own_certificate() const {
    const auto identity = identity_ ? identity_->current() : nullptr;
    return {identity, identity ? &identity->certificate() : nullptr};
  }

  /// To document databases the server shows what it shows to its clients, unless it has something
  /// else for that.
  DestinationSettings destination_settings() {
    auto* const shown = client_identity_ ? client_identity_.get() : identity_.get();
    http::ClientTls tls{.authorities_file = settings_.trusted_authorities};
    if (shown != nullptr) tls.identity = [shown] { return shown->current(); };
    return {.sql = sql_options(settings_), .tls = std::move(tls)};
  }

  MonotonicTime renew_client_identity() {
    if (const auto renewed = client_identity_->refresh(); !renewed) {
      log_warning("the client certificate stays as it is: {}", renewed.error().message);
    }
    return clock_.monotonic() + CertificateWatch::kInterval;
  }

  /// What should worry whoever runs this server.
  std::vector<api::ServerNotice> notices() const {
    std::vector<api::ServerNotice> found;
    if (is_ready_ && certificate_) found = certificate_->notices();
    if (is_open_to_all(settings_.url)) {
      found.push_back({"Unsecured", "Nothing protects this server", kUnsecured, started_at_});
    }
    return found;
  }

  const Settings settings_;
  SystemClock clock_;
  const WallTime started_at_ = clock_.now();
  std::unique_ptr<security::IdentityFiles> identity_;         ///< Null without TLS.
  std::unique_ptr<security::IdentityFiles> client_identity_;  ///< Null: shows the same.
  Metrics metrics_;
  std::unique_ptr<kv::rocksdb::RocksdbProvider> provider_;
  std::unique_ptr<documents::Databases> databases_;
  std::optional<security::MasterKeys> keys_;
  std::unique_ptr<security::AuditLog> audit_log_;
  std::unique_ptr<api::AuditTrail> audit_;
  std::unique_ptr<documents::DatabaseBackups> backups_;
  std::unique_ptr<documents::CertificateKeySpace> certificate_store_;
  std::unique_ptr<security::CertificateRegistry> certificates_;
  std::unique_ptr<security::AccessControl> access_;
  std::unique_ptr<security::CertificateLimits> limits_;
  std::unique_ptr<script::ScriptHost> scripts_;
  std::unique_ptr<etl::EtlHost> etl_;
  std::unique_ptr<etl::TombstoneSweeper> tombstones_;
  std::unique_ptr<documents::DueSweeper> sweeper_;
  std::unique_ptr<api::OperationHost> operations_;
  std::unique_ptr<patch::Patches> patches_;
  std::unique_ptr<api::ChangesHost> changes_;
  std::unique_ptr<api::NotificationHost> notifications_;
  std::unique_ptr<api::Services> services_;
  http::Router router_{[this](const http::Request& request) { return identify(request); }};
  std::atomic<bool> is_ready_ = false;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<CertificateWatch> certificate_;
  RepeatingThread client_certificate_{clock_};
  bool stopped_ = false;
};

Result<std::unique_ptr<ServerApplication>> ServerApplication::start(const Settings& settings) {
  auto implementation = std::make_unique<Implementation>(settings);
  TRY(implementation->start());
  return std::unique_ptr<ServerApplication>(new ServerApplication(std::move(implementation)));
}

ServerApplication::ServerApplication(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

ServerApplication::~ServerApplication() { stop(); }

const std::string& ServerApplication::url() const { return implementation_->url(); }

void ServerApplication::stop() { implementation_->stop(); }

}  // namespace penstock::app
