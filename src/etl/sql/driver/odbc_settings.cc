#include "etl/sql/driver/odbc_settings.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "etl/sql/connection_text.h"
#include "etl/sql/dialect/quoting.h"

namespace penstock::etl::sql {
namespace {

/// The value goes to the driver as it is, under the driver's own name for it.
struct Passed {
  std::string_view key;
  std::string_view name;
};

struct Special {
  std::string_view key;
  WordProblem (*apply)(OdbcSettings&, const std::string&);
};

/// The keywords of one form of connection string, in lower case, without blanks and underscores.
struct Vocabulary {
  std::span<const Passed> passed;
  std::span<const Special> specials;
  std::string_view ignored;  ///< They tune the .NET provider; each stands between blanks.
  std::string_view refusal;  ///< Of all others.
};

WordProblem pass(OdbcSettings& settings, std::string_view name, std::string value) {
  settings.words.push_back({std::string(name), std::move(value)});
  return {};
}

bool is_any_of(std::string_view value, std::initializer_list<std::string_view> candidates) {
  return std::any_of(candidates.begin(), candidates.end(), [&](std::string_view candidate) {
    return equal_ignoring_case(candidate, value);
  });
}

WordProblem set_connect_timeout(OdbcSettings& settings, const std::string& value) {
  return read_seconds(value, settings.connect_timeout_s);
}

WordProblem set_command_timeout(OdbcSettings& settings, const std::string& value) {
  return read_seconds(value, settings.command_timeout_s);
}

WordProblem set_password(OdbcSettings& settings, const std::string& value) {
  settings.password = value;
  return pass(settings, "PWD", value);
}

WordProblem set_driver(OdbcSettings& settings, const std::string& value) {
  if (value.empty()) return "is empty";
  if (value.find('/') != std::string::npos) {
    return "names a file: name a driver as odbcinst.ini does";
  }
  if (fold_case(value).find("sqlite") != std::string::npos) {
    return "is SQLite's driver, which opens any file: use the factory Sqlite, or a DSN";
  }
  settings.drivers = {value};
  return {};
}

WordProblem set_dsn(OdbcSettings& settings, const std::string& value) {
  if (value.empty()) return "is empty";
  return pass(settings, "DSN", value);
}

WordProblem set_database(OdbcSettings& settings, const std::string& value) {
  if (value.find('/') != std::string::npos) return "names a file: use a DSN";
  return pass(settings, "Database", value);
}

/// The modes of all drivers here by PostgreSQL's names, in the words of the drivers of PostgreSQL,
/// MariaDB, Microsoft and FreeTDS: each passes over those of the others. Only the first one knows
/// "verify-ca"; for the others it is "verify-full".
WordProblem set_tls_mode(OdbcSettings& settings, const std::string& value) {
  auto mode = folded_word(value);
  if (mode == "verifyca") mode = "verify-ca";
  if (mode == "verifyfull") mode = "verify-full";
  if (!is_any_of(mode, {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})) {
    return "is none of disable, prefer, require, verify-ca and verify-full";
  }
  const bool verifies = mode.starts_with("verify");
  const bool requires_tls = verifies || mode == "require";
  pass(settings, "SSLmode", std::move(mode));
  if (!requires_tls) return {};
  pass(settings, "FORCETLS", "1");
  pass(settings, "SSLVERIFY", verifies ? "1" : "0");
  pass(settings, "Encryption", "require");
  pass(settings, "Encrypt", "yes");
  return pass(settings, "TrustServerCertificate", verifies ? "no" : "yes");
}

// ---- System.Data.Odbc ----

constexpr std::array kOdbcPassed{
    Passed{"server", "Server"},
    Passed{"servername", "Servername"},
    Passed{"host", "Host"},
    Passed{"hostname", "Hostname"},
    Passed{"port", "Port"},
    Passed{"dbq", "DBQ"},
    Passed{"uid", "UID"},
    Passed{"user", "UID"},
    Passed{"userid", "UID"},
    Passed{"username", "UID"},
    Passed{"charset", "Charset"},
    Passed{"protocol", "Protocol"},
    Passed{"forcetls", "FORCETLS"},
    Passed{"sslverify", "SSLVERIFY"},
    Passed{"sslca", "SSLCA"},
    Passed{"sslcert", "SSLCERT"},
    Passed{"sslkey", "SSLKEY"},
    Passed{"encrypt", "Encrypt"},
    Passed{"encryption", "Encryption"},
    Passed{"trustservercertificate", "TrustServerCertificate"},
    Passed{"trustedconnection", "Trusted_Connection"},
    Passed{"authentication", "Authentication"},
    Passed{"hostnameincertificate", "HostNameInCertificate"},
    Passed{"multisubnetfailover", "MultiSubnetFailover"},
    Passed{"applicationintent", "ApplicationIntent"},
    Passed{"app", "APP"},
    Passed{"wsid", "WSID"},
    Passed{"tdsversion", "TDS_Version"},
    Passed{"useserversideprepare", "UseServerSidePrepare"},
    Passed{"batchsize", "BatchSize"},
};

constexpr std::array kOdbcSpecials{
    Special{"driver", &set_driver},
    Special{"dsn", &set_dsn},
    Special{"sslmode", &set_tls_mode},
    Special{"database", &set_database},
    Special{"db", &set_database},
    Special{"pwd", &set_password},
    Special{"password", &set_password},
    Special{"connecttimeout", &set_connect_timeout},
    Special{"connectiontimeout", &set_connect_timeout},
    Special{"logintimeout", &set_connect_timeout},
    Special{"commandtimeout", &set_command_timeout},
};

constexpr Vocabulary kOdbc{
    kOdbcPassed, kOdbcSpecials, " pooling persistsecurityinfo ",
    "is not one that may stand here; where it is needed, put it into a DSN of odbc.ini"};

// ---- SqlClient ----

/// "db,1433" of "tcp:db,1433", "localhost\X" of ".\X".
WordProblem set_sql_server(OdbcSettings& settings, const std::string& value) {
  std::string server = value;
  if (fold_case(server).starts_with("tcp:")) server.erase(0, 4);
  if (server.empty()) return "is empty";
  if (server.find_first_of("=;@/") != std::string::npos || fold_case(server).starts_with("np:") ||
      fold_case(server).starts_with("lpc:")) {
    return "is no server that can be reached over TCP";  // Perhaps the rest of a password.
  }
  const auto end = std::min(server.find_first_of(",\\"), server.size());
  const auto host = server.substr(0, end);
  if (host == "." || is_any_of(host, {"(local)", "localhost"})) {
    server.replace(0, end, "localhost");
  } else if (host.starts_with('(')) {
    return "is a database of Windows' users, which is not supported";
  }
  return pass(settings, "Server", std::move(server));
}

/// In the words of Microsoft's driver and of FreeTDS: each passes over the other's.
WordProblem set_encrypt(OdbcSettings& settings, const std::string& value) {
  if (is_any_of(value, {"strict"})) return pass(settings, "Encrypt", "strict");
  const bool wanted = is_any_of(value, {"true", "yes", "mandatory"});
  if (!wanted && !is_any_of(value, {"false", "no", "optional"})) {
    return "is neither true nor false nor strict";
  }
  pass(settings, "Encryption", wanted ? "require" : "request");
  return pass(settings, "Encrypt", wanted ? "yes" : "no");
}

WordProblem set_trust(OdbcSettings& settings, const std::string& value) {
  const bool wanted = is_any_of(value, {"true", "yes"});
  if (!wanted && !is_any_of(value, {"false", "no"})) return "is neither true nor false";
  return pass(settings, "TrustServerCertificate", wanted ? "yes" : "no");
}

WordProblem set_integrated_security(OdbcSettings& settings, const std::string& value) {
  if (is_any_of(value, {"false", "no"})) return {};
  if (!is_any_of(value, {"true", "yes", "sspi"})) return "is neither true nor false nor SSPI";
  return pass(settings, "Trusted_Connection", "yes");
}

/// "ActiveDirectoryPassword" of "Active Directory Password".
WordProblem set_authentication(OdbcSettings& settings, const std::string& value) {
  std::string joined;
  std::copy_if(value.begin(), value.end(), std::back_inserter(joined),
               [](char c) { return c != ' '; });
  return pass(settings, "Authentication", std::move(joined));
}

constexpr std::array kSqlServerPassed{
    Passed{"userid", "UID"},
    Passed{"uid", "UID"},
    Passed{"user", "UID"},
    Passed{"hostnameincertificate", "HostNameInCertificate"},
    Passed{"multisubnetfailover", "MultiSubnetFailover"},
    Passed{"applicationintent", "ApplicationIntent"},
    Passed{"applicationname", "APP"},
    Passed{"app", "APP"},
    Passed{"workstationid", "WSID"},
    Passed{"wsid", "WSID"},
};

constexpr std::array kSqlServerSpecials{
    Special{"driver", &set_driver},
    Special{"server", &set_sql_server},
    Special{"datasource", &set_sql_server},
    Special{"address", &set_sql_server},
    Special{"addr", &set_sql_server},
    Special{"networkaddress", &set_sql_server},
    Special{"database", &set_database},
    Special{"initialcatalog", &set_database},
    Special{"password", &set_password},
    Special{"pwd", &set_password},
    Special{"sslmode", &set_tls_mode},
    Special{"encrypt", &set_encrypt},
    Special{"trustservercertificate", &set_trust},
    Special{"integratedsecurity", &set_integrated_security},
    Special{"trustedconnection", &set_integrated_security},
    Special{"authentication", &set_authentication},
    Special{"connecttimeout", &set_connect_timeout},
    Special{"connectiontimeout", &set_connect_timeout},
    Special{"timeout", &set_connect_timeout},
    Special{"commandtimeout", &set_command_timeout},
};

constexpr Vocabulary kSqlServer{
    kSqlServerPassed, kSqlServerSpecials,
    " pooling minpoolsize maxpoolsize connectionlifetime loadbalancetimeout connectionreset"
    " poolblockingperiod enlist multipleactiveresultsets persistsecurityinfo connectretrycount"
    " connectretryinterval asynchronousprocessing replication typesystemversion transactionbinding"
    " packetsize currentlanguage language networklibrary network net contextconnection"
    " columnencryptionsetting userinstance failoverpartner ipaddresspreference"
    " transparentnetworkipresolution commandtimeout ",
    "is not one that is known for SQL Server"};

// ---- Oracle ----

WordProblem set_oracle_source(OdbcSettings& settings, const std::string& value) {
  if (value.empty()) return "is empty";
  return pass(settings, "DBQ", value);
}

WordProblem set_oracle_user(OdbcSettings& settings, const std::string& value) {
  if (value == "/") return {};  // The operating system's user, or a wallet's.
  return pass(settings, "UID", value);
}

constexpr std::array kOracleSpecials{
    Special{"driver", &set_driver},
    Special{"datasource", &set_oracle_source},
    Special{"server", &set_oracle_source},
    Special{"userid", &set_oracle_user},
    Special{"uid", &set_oracle_user},
    Special{"user", &set_oracle_user},
    Special{"password", &set_password},
    Special{"pwd", &set_password},
    Special{"connectiontimeout", &set_connect_timeout},
    Special{"connecttimeout", &set_connect_timeout},
    Special{"commandtimeout", &set_command_timeout},
};

constexpr Vocabulary kOracle{
    {},
    kOracleSpecials,
    " pooling minpoolsize maxpoolsize incrpoolsize decrpoolsize connectionlifetime enlist"
    " persistsecurityinfo validateconnection metadatapooling statementcachesize"
    " statementcachepurge selftuning haevents loadbalancing contextconnection promotabletransaction"
    " poolregulator ",
    "is not one that is known for Oracle"};

// ---- all ----

WordProblem apply_word(OdbcSettings& settings, const ConnectionWord& word,
                       const Vocabulary& vocabulary) {
  const auto is_word = [&word](const auto& entry) { return entry.key == word.key; };
  const auto special =
      std::find_if(vocabulary.specials.begin(), vocabulary.specials.end(), is_word);
  if (special != vocabulary.specials.end()) return special->apply(settings, word.value);
  const auto passed = std::find_if(vocabulary.passed.begin(), vocabulary.passed.end(), is_word);
  if (passed != vocabulary.passed.end()) return pass(settings, passed->name, word.value);
  const auto between_blanks = fmt::format(" {} ", word.key);
  if (vocabulary.ignored.find(between_blanks) != std::string_view::npos) return {};
  return vocabulary.refusal;
}

Result<OdbcSettings> settings_of(const std::vector<ConnectionWord>& words,
                                 const Vocabulary& vocabulary) {
  OdbcSettings settings;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto problem = apply_word(settings, words[i], vocabulary)) {
      return word_error(i, *problem);
    }
  }
  return settings;
}

bool has_word(const OdbcSettings& settings, std::string_view key) {
  return std::any_of(settings.words.begin(), settings.words.end(),
                     [key](const auto& word) { return word.key == key; });
}

/// A value in braces may hold anything; many drivers want them nowhere else.
std::string odbc_value(const std::string& value) {
  const bool is_plain = value.find_first_of("[]{}(),;?*=!@ ") == std::string::npos;
  if (is_plain) return value;
  return enclosed(value, '{', '}');
}

bool is_named(const std::string& installed, const std::string& wanted) {
  const auto star = wanted.find('*');
  if (star == std::string::npos) return equal_ignoring_case(installed, wanted);
  const auto prefix = fold_case(wanted.substr(0, star));
  const auto suffix = fold_case(wanted.substr(star + 1));
  const auto name = fold_case(installed);
  return name.size() >= prefix.size() + suffix.size() && name.starts_with(prefix) &&
         name.ends_with(suffix);
}

}  // namespace

Result<OdbcSettings> OdbcSettings::parse_odbc(const std::string& connection_string) {
  auto settings = TRY(settings_of(TRY(parse_odbc_text(connection_string)), kOdbc));
  if (settings.drivers.empty() && !has_word(settings, "DSN")) {
    return invalid_argument("the connection string names neither a Driver nor a DSN");
  }
  return settings;
}

Result<OdbcSettings> OdbcSettings::parse_sql_server(const std::string& connection_string) {
  auto settings = TRY(settings_of(TRY(parse_connection_text(connection_string)), kSqlServer));
  if (!has_word(settings, "Server")) {
    return invalid_argument("the connection string names no Server");
  }
  if (settings.drivers.empty()) settings.drivers = {"ODBC Driver * for SQL Server", "FreeTDS"};
  return settings;
}

Result<OdbcSettings> OdbcSettings::parse_oracle(const std::string& connection_string) {
  auto settings = TRY(settings_of(TRY(parse_connection_text(connection_string)), kOracle));
  if (!has_word(settings, "DBQ")) {
    return invalid_argument("the connection string names no \"Data Source\"");
  }
  if (settings.drivers.empty()) settings.drivers = {"Oracle*"};
  return settings;
}

std::string OdbcSettings::connection_text(const std::string& driver) const {
  std::string text;
  if (!driver.empty()) text = fmt::format("Driver={{{}}};", driver);
  for (const auto& word : words) text += fmt::format("{}={};", word.key, odbc_value(word.value));
  return text;
}

Result<std::string> choose_driver(const std::vector<std::string>& wanted,
                                  const std::vector<std::string>& installed) {
  for (const auto& name : wanted) {
    std::string best;
    for (const auto& candidate : installed) {
      if (is_named(candidate, name) && candidate > best) best = candidate;
    }
    if (!best.empty()) return best;
  }
  return not_found(
      fmt::format("the ODBC driver {} is not installed on this server; odbcinst.ini has {}",
                  fmt::join(wanted, " or "),
                  installed.empty() ? "none" : fmt::format("{}", fmt::join(installed, ", "))));
}

}  // namespace penstock::etl::sql
