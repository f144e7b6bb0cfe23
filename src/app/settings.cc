#include "app/settings.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/log.h"

namespace penstock::app {
namespace {

constexpr const char* kConfigFlag = "--config";
constexpr const char* kDefaultFile = "penstock.toml";
/// No flag: a command line can be read by all users of a machine.
constexpr const char* kPassphraseVariable = "PENSTOCK_CERTIFICATE_PASSPHRASE";

/// "--data-dir" -> "PENSTOCK_DATA_DIR".
std::string environment_name(std::string_view flag) {
  std::string name = "PENSTOCK_";
  for (const char c : flag.substr(2)) {
    name.push_back(c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return name;
}

template <typename T>
void add_setting(CLI::App& command, const char* flag, T& value, const char* description) {
  command.add_option(flag, value, description)
      ->envname(environment_name(flag))
      ->capture_default_str();
}

Result<void> apply_item(CLI::App& command, const CLI::ConfigItem& item, const std::string& file) {
  const std::string flag = "--" + item.name;
  auto* option = command.get_option_no_throw(flag);
  if (!item.parents.empty() || option == nullptr || flag == kConfigFlag) {
    return invalid_argument(fmt::format("{}: there is no setting '{}'", file, item.fullname()));
  }
  if (option->count() > 0) return {};  // A flag or the environment has spoken.
  try {
    option->add_result(item.inputs);
    option->run_callback();
  } catch (const CLI::Error& error) {
    return invalid_argument(fmt::format("{}: {}: {}", file, item.name, error.what()));
  }
  return {};
}

Result<void> apply_file(CLI::App& command, const std::string& file) {
  std::ifstream stream(file);
  if (!stream) return invalid_argument(fmt::format("cannot read the configuration file {}", file));
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_config(stream);
  } catch (const CLI::Error& error) {
    return invalid_argument(fmt::format("{}: {}", file, error.what()));
  }
  for (const auto& item : items) TRY(apply_item(command, item, file));
  return {};
}

Result<void> check_between(const char* flag, int value, int least, int most, const char* unit) {
  if (value >= least && value <= most) return {};
  return invalid_argument(fmt::format("{} must lie between {} and {}{}", flag, least, most, unit));
}

Result<void> check_script_limits(const Settings& settings) {
  TRY(check_between("--script-workers", settings.script_workers, 1, 64, ""));
  TRY(check_between("--script-document-time", settings.script_document_time_ms, 100, 600'000,
                    " (ms)"));
  return check_between("--script-memory", settings.script_memory_mb, 128, 65'536, " (MB)");
}

Result<void> check_audit_limits(const Settings& settings) {
  TRY(check_between("--audit-file-size", settings.audit_file_mb, 1, 65'536, " (MB)"));
  return check_between("--audit-files", settings.audit_files, 1, 1'000, "");
}

Result<void> check_batch_limits(const Settings& settings) {
  TRY(check_between("--etl-batch-items", settings.etl_batch_items, 1, 1'000'000, ""));
  return check_between("--etl-batch-size", settings.etl_batch_mb, 1, 1'024, " (MB)");
}

Result<void> check_sql_limits(const Settings& settings) {
  TRY(check_between("--sql-lock-timeout", settings.sql_lock_timeout_s, 1, 3'600, " (seconds)"));
  return check_between("--sql-slow-statement", settings.sql_slow_statement_ms, 1, 3'600'000,
                       " (ms)");
}

Result<void> check_http_limits(const Settings& settings) {
  TRY(check_between("--http-connections", settings.http_connections, 1, 1'000'000, ""));
  TRY(check_between("--http-idle-timeout", settings.http_idle_timeout_s, 1, 86'400, " (seconds)"));
  TRY(check_between("--http-header-timeout", settings.http_header_timeout_s, 1, 3'600,
                    " (seconds)"));
  TRY(check_between("--http-body-timeout", settings.http_body_timeout_s, 1, 86'400, " (seconds)"));
  TRY(check_between("--http-body-size", settings.http_body_mb, 1, 1'024, " (MB)"));
  TRY(check_between("--certificate-connections", settings.certificate_connections, 0, 1'000'000,
                    ""));
  TRY(check_between("--certificate-requests", settings.certificate_requests, 0, 1'000'000, ""));
  return check_between("--http-large-bodies", settings.http_large_bodies_mb, settings.http_body_mb,
                       65'536, " (MB)");
}

Result<void> check_readable(const char* flag, const std::string& file) {
  if (file.empty() || std::ifstream(file)) return {};
  return invalid_argument(fmt::format("{}: cannot read the file {}", flag, file));
}

Result<void> check_identity(const security::IdentityLocation& identity) {
  if (!identity.certificate_file.empty() && !identity.pkcs12_file.empty()) {
    return invalid_argument("--certificate and --pkcs12 exclude each other");
  }
  if (identity.certificate_file.empty() && !identity.key_file.empty()) {
    return invalid_argument("--key is the key of a --certificate, which is missing");
  }
  return {};
}

Result<void> check_tls(const Settings& settings) {
  TRY(check_identity(settings.identity));
  if (settings.client_certificate.empty() && !settings.client_key.empty()) {
    return invalid_argument("--client-key is the key of a --client-certificate, which is missing");
  }
  TRY(check_readable("--client-certificate", settings.client_certificate));
  TRY(check_readable("--client-key", settings.client_key));
  return check_readable("--trusted-authorities", settings.trusted_authorities);
}

Result<void> check(const Settings& settings) {
  if (settings.data_dir.empty()) {
    return invalid_argument("--data-dir is missing: the folder where the databases live");
  }
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (settings.node_tag.empty() || settings.node_tag.size() > 4 ||
      !std::all_of(settings.node_tag.begin(), settings.node_tag.end(), is_letter)) {
    return invalid_argument(
        fmt::format("--node-tag '{}' must be one to four capital letters", settings.node_tag));
  }
  TRY(check_tls(settings));
  TRY(check_audit_limits(settings));
  TRY(check_batch_limits(settings));
  TRY(check_sql_limits(settings));
  TRY(check_http_limits(settings));
  return check_script_limits(settings);
}

}  // namespace

void add_settings(CLI::App& command, Settings& settings) {
  add_setting(command, "--data-dir", settings.data_dir, "Folder where the databases live");
  add_setting(command, "--url", settings.url,
              "Where to listen, http://… or https://…; port 0 takes a free one");
  add_setting(
      command, "--certificate", settings.identity.certificate_file,
      "Certificate (PEM) that this server shows over https, with what leads to its authority; "
      "replaced files count at once");
  add_setting(command, "--key", settings.identity.key_file,
              "Key (PEM) of that certificate [in the same file]");
  add_setting(command, "--pkcs12", settings.identity.pkcs12_file,
              "PKCS#12 file with both, in place of --certificate and --key");
  add_setting(command, "--certificate-passphrase-file", settings.identity.passphrase_file,
              "File whose first line opens the key or the PKCS#12 file "
              "[PENSTOCK_CERTIFICATE_PASSPHRASE in the environment]");
  add_setting(command, "--node-tag", settings.node_tag,
              "Name of this node in document ids and change vectors");
  command
      .add_flag("--allow-unsecured", settings.allow_unsecured,
                "Listen without TLS on an address that other machines can reach, though anyone who "
                "reaches it may do everything")
      ->envname(environment_name("--allow-unsecured"));
  add_setting(command, "--allowed-hosts", settings.allowed_hosts,
              "More names under which clients may address this server");
  add_setting(command, "--master-key-file", settings.master_key_file,
              "File of the key that seals the passwords of connection strings; made if it is "
              "missing, best kept outside of the data folder [DATA_DIR/master.key]");
  command
      .add_flag("--audit-data", settings.audit_data,
                "Write every request into the audit log, not only administrative changes")
      ->envname(environment_name("--audit-data"));
  add_setting(command, "--audit-file-size", settings.audit_file_mb,
              "Megabytes after which a new file of the audit log begins");
  add_setting(command, "--audit-files", settings.audit_files,
              "Files of the audit log that are kept, DATA_DIR/audit.log and those before it");
  add_setting(command, "--backup-folder", settings.backup_folder,
              "Where backups are made, best on another disk [DATA_DIR/backups]");
  add_setting(command, "--sqlite-folder", settings.sqlite_folder,
              "Where SQLite destinations live [DATA_DIR/sqlite]");
  add_setting(command, "--script-workers", settings.script_workers,
              "Processes that run the scripts of ETL tasks");
  add_setting(command, "--script-document-time", settings.script_document_time_ms,
              "Milliseconds that a script may take for one document; one that takes longer fails "
              "alone");
  add_setting(command, "--script-memory", settings.script_memory_mb,
              "Megabytes that one of these processes may use; the document in hand then fails "
              "alone");
  add_setting(command, "--etl-batch-items", settings.etl_batch_items,
              "Changes that one batch of an ETL task may hold");
  add_setting(command, "--etl-batch-size", settings.etl_batch_mb,
              "Megabytes after which a batch of an ETL task ends, attachments included");
  add_setting(command, "--sql-lock-timeout", settings.sql_lock_timeout_s,
              "Seconds that a session at a relational destination may wait for a lock, or pause in "
              "the middle of a transaction before the destination ends it");
  add_setting(command, "--sql-slow-statement", settings.sql_slow_statement_ms,
              "Milliseconds from which on a statement at a relational destination is told of");
  add_setting(command, "--client-certificate", settings.client_certificate,
              "Certificate (PEM) that this server shows to the document databases it delivers to "
              "[that of --certificate or --pkcs12]");
  add_setting(command, "--client-key", settings.client_key,
              "Key (PEM) of that certificate [in the same file]");
  add_setting(command, "--trusted-authorities", settings.trusted_authorities,
              "Certificates (PEM) of those who vouch for these databases [the system's]");
  add_setting(command, "--http-connections", settings.http_connections,
              "Connections of clients at once; more are answered with 503");
  add_setting(command, "--http-idle-timeout", settings.http_idle_timeout_s,
              "Seconds after which a connection without a request is closed");
  add_setting(command, "--http-header-timeout", settings.http_header_timeout_s,
              "Seconds that the header of a request may take to arrive");
  add_setting(command, "--http-body-timeout", settings.http_body_timeout_s,
              "Seconds that a body may take, or a piece of one that streams");
  add_setting(command, "--http-body-size", settings.http_body_mb,
              "Megabytes of a body that does not stream, as sent and decompressed");
  add_setting(command, "--http-large-bodies", settings.http_large_bodies_mb,
              "Megabytes of all such bodies over 64 KB at once; more are answered with 503");
  add_setting(command, "--certificate-connections", settings.certificate_connections,
              "Connections at once that one client certificate may have, 0 for any number; the "
              "requests of more are answered with 429");
  add_setting(command, "--certificate-requests", settings.certificate_requests,
              "Requests a second that one client certificate may send, 0 for any number; more are "
              "answered with 429");
  add_setting(command, "--log-level", settings.log_level, "debug, info, warning or error");
  command.add_option(kConfigFlag, "Settings from this file [penstock.toml, if it is there]")
      ->envname(environment_name(kConfigFlag));
}

Result<void> complete_settings(CLI::App& command, Settings& settings) {
  const auto* config = command.get_option(kConfigFlag);
  if (config->count() > 0) {
    TRY(apply_file(command, config->as<std::string>()));
  } else if (std::filesystem::exists(kDefaultFile)) {
    TRY(apply_file(command, kDefaultFile));
  }
  TRY(check(settings));
  if (!configure_logging(settings.log_level)) {
    return invalid_argument(fmt::format(
        "--log-level '{}' is none of debug, info, warning and error", settings.log_level));
  }
  if (const auto* passphrase = std::getenv(kPassphraseVariable)) {
    settings.identity.passphrase = passphrase;
  }
  if (settings.backup_folder.empty()) settings.backup_folder = settings.data_dir + "/backups";
  if (settings.sqlite_folder.empty()) settings.sqlite_folder = settings.data_dir + "/sqlite";
  return {};
}

}  // namespace penstock::app
