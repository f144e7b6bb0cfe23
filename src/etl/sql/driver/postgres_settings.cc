#include "etl/sql/driver/postgres_settings.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "base/text.h"
#include "etl/sql/connection_text.h"

namespace penstock::etl::sql {
namespace {

struct Alias {
  std::string_view npgsql;
  std::string_view libpq;
};

// Npgsql's parameters and their synonyms, without blanks and in lower case.
constexpr std::array kAliases{
    Alias{"port", "port"},
    Alias{"database", "dbname"},
    Alias{"db", "dbname"},
    Alias{"username", "user"},
    Alias{"user", "user"},
    Alias{"userid", "user"},
    Alias{"uid", "user"},
    Alias{"password", "password"},
    Alias{"psw", "password"},
    Alias{"pwd", "password"},
    Alias{"passfile", "passfile"},
    Alias{"timeout", "connect_timeout"},
    Alias{"applicationname", "application_name"},
    Alias{"rootcertificate", "sslrootcert"},
    Alias{"sslcertificate", "sslcert"},
    Alias{"sslkey", "sslkey"},
    Alias{"sslpassword", "sslpassword"},
    Alias{"kerberosservicename", "krbsrvname"},
    Alias{"options", "options"},
    Alias{"keepalive", "keepalives_idle"},
    Alias{"tcpkeepalivetime", "keepalives_idle"},
    Alias{"tcpkeepaliveinterval", "keepalives_interval"},
};

// They tune Npgsql itself and change nothing here. Each stands between blanks.
constexpr std::string_view kIgnored =
    " pooling minpoolsize minimumpoolsize maxpoolsize maximumpoolsize connectionidlelifetime"
    " connectionpruninginterval connectionlifetime enlist noresetonclose multiplexing"
    " writecoalescingbufferthresholdbytes loadbalancehosts hostrecheckseconds maxautoprepare"
    " autoprepareminusages readbuffersize writebuffersize socketreceivebuffersize"
    " socketsendbuffersize includeerrordetail includeerrordetails logparameters"
    " persistsecurityinfo encoding clientencoding timezone trustservercertificate"
    " cancellationtimeout tcpkeepalive internalcommandtimeout ";

constexpr std::array<std::string_view, 2> kUriSchemes{"postgresql://", "postgres://"};
constexpr std::array<std::string_view, 2> kSecretKeywords{"password", "sslpassword"};

/// Limits for a network or server that does not answer; what the connection string says wins.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kDefaults{{
    {"application_name", "penstock"},
    {"client_encoding", "UTF8"},
    {"connect_timeout", "10"},
    {"keepalives_idle", "30"},
    {"keepalives_interval", "10"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "60000"},
}};

void set(PostgresSettings& settings, std::string_view keyword, std::string value) {
  const auto found = std::find_if(settings.keywords.begin(), settings.keywords.end(),
                                  [keyword](const auto& pair) { return pair.first == keyword; });
  if (found != settings.keywords.end()) {
    found->second = std::move(value);
  } else {
    settings.keywords.emplace_back(keyword, std::move(value));
  }
}

bool has(const PostgresSettings& settings, std::string_view keyword) {
  return std::any_of(settings.keywords.begin(), settings.keywords.end(),
                     [keyword](const auto& pair) { return pair.first == keyword; });
}

/// "VerifyFull" and "verify-full" are "verify-full".
std::optional<std::string> ssl_mode(std::string_view text) {
  auto folded = folded_word(text);
  if (folded == "verifyca") return "verify-ca";
  if (folded == "verifyfull") return "verify-full";
  for (const std::string_view mode : {"disable", "allow", "prefer", "require"}) {
    if (folded == mode) return folded;
  }
  return std::nullopt;
}

/// "ReadWrite" and "read-write" are "read-write".
std::optional<std::string> session_attributes(std::string_view text) {
  const auto folded = folded_word(text);
  for (const std::string_view known :
       {"any", "primary", "standby", "read-write", "read-only", "prefer-standby"}) {
    if (folded == folded_word(known)) return std::string(known);
  }
  return std::nullopt;
}

/// Npgsql takes ports within the list of hosts: "a:5433,b" is hosts "a,b" with ports "5433,".
WordProblem set_hosts(PostgresSettings& settings, const std::string& list) {
  // Perhaps libpq's form with a mistake in it; as a host its secrets would get into messages.
  if (list.find_first_of("= ") != std::string::npos && !list.starts_with('/')) {
    return "is no host name";
  }
  std::string hosts;
  std::string ports;
  bool any_port = false;
  for (std::size_t at = 0; at <= list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    const auto entry = std::string_view(list).substr(at, end - at);
    const auto colon = entry.find(':');
    // More than one colon is an IPv6 address, and a path is a socket.
    const bool has_port =
        colon != std::string_view::npos && entry.rfind(':') == colon && !entry.starts_with('/');
    hosts += fmt::format("{}{}", at == 0 ? "" : ",", has_port ? entry.substr(0, colon) : entry);
    ports += fmt::format("{}{}", at == 0 ? "" : ",", has_port ? entry.substr(colon + 1) : "");
    any_port = any_port || has_port;
    at = end + 1;
  }
  set(settings, "host", hosts);
  if (any_port) set(settings, "port", ports);
  return {};
}

WordProblem set_ssl_mode(PostgresSettings& settings, const std::string& value) {
  auto mode = ssl_mode(value);
  if (!mode) return "is not an SSL mode that is known";
  set(settings, "sslmode", std::move(*mode));
  return {};
}

WordProblem set_session_attributes(PostgresSettings& settings, const std::string& value) {
  auto attributes = session_attributes(value);
  if (!attributes) return "names no session attributes that are known";
  set(settings, "target_session_attrs", std::move(*attributes));
  return {};
}

WordProblem set_search_path(PostgresSettings& settings, const std::string& value) {
  std::string escaped;
  for (const char c : value) {
    if (c == ' ' || c == '\\') escaped.push_back('\\');
    escaped.push_back(c);
  }
  set(settings, "options", "-csearch_path=" + escaped);
  return {};
}

WordProblem set_command_timeout(PostgresSettings& settings, const std::string& value) {
  return read_seconds(value, settings.command_timeout_s);
}

WordProblem set_integrated_security(PostgresSettings& settings, const std::string& value) {
  return read_integrated_security(value, settings.uses_own_identity);
}

struct Special {
  std::string_view npgsql;
  WordProblem (*apply)(PostgresSettings&, const std::string&);
};

constexpr std::array kSpecials{
    Special{"host", &set_hosts},
    Special{"server", &set_hosts},
    Special{"sslmode", &set_ssl_mode},
    Special{"targetsessionattributes", &set_session_attributes},
    Special{"searchpath", &set_search_path},
    Special{"commandtimeout", &set_command_timeout},
    Special{"integratedsecurity", &set_integrated_security},
};

WordProblem apply_word(PostgresSettings& settings, const ConnectionWord& word) {
  const auto is_word = [&word](const auto& entry) { return entry.npgsql == word.key; };
  const auto special = std::find_if(kSpecials.begin(), kSpecials.end(), is_word);
  if (special != kSpecials.end()) return special->apply(settings, word.value);
  const auto alias = std::find_if(kAliases.begin(), kAliases.end(), is_word);
  if (alias != kAliases.end()) {
    set(settings, alias->libpq, word.value);
    return {};
  }
  const bool ignored = kIgnored.find(fmt::format(" {} ", word.key)) != std::string_view::npos;
  return ignored ? WordProblem() : "is not one that Npgsql or libpq has";
}

Result<PostgresSettings> parse_npgsql(const std::string& text) {
  PostgresSettings settings;
  const auto words = TRY(parse_connection_text(text));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto problem = apply_word(settings, words[i])) return word_error(i, *problem);
  }
  if (settings.uses_own_identity) {
    std::erase_if(settings.keywords, [](const auto& pair) { return pair.first == "password"; });
  }
  return settings;
}

/// Nothing if libpq does not understand the text; its own words might quote a secret.
std::optional<PostgresSettings> parse_libpq(const std::string& text) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(text.c_str(), nullptr), &PQconninfoFree);
  if (!options) return std::nullopt;
  PostgresSettings settings;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) set(settings, option->keyword, option->val);
  }
  return settings;
}

Result<PostgresSettings> parse_any(const std::string& text) {
  const bool is_uri =
      std::any_of(kUriSchemes.begin(), kUriSchemes.end(),
                  [&](std::string_view scheme) { return text.starts_with(scheme); });
  if (is_uri) {
    if (auto settings = parse_libpq(text)) return std::move(*settings);
    return invalid_argument("the connection string is no valid PostgreSQL URI");
  }
  // "host=db" is both; a ';' is Npgsql's, unless it stands inside a value of libpq's form.
  if (text.find(';') == std::string::npos) {
    if (auto settings = parse_libpq(text)) return std::move(*settings);
    return parse_npgsql(text);
  }
  auto npgsql = parse_npgsql(text);
  if (npgsql) return npgsql;
  if (auto settings = parse_libpq(text)) return std::move(*settings);
  return npgsql;
}

}  // namespace

Result<PostgresSettings> PostgresSettings::parse(const std::string& connection_string) {
  auto settings = TRY(parse_any(connection_string));
  if (settings.keywords.empty()) return invalid_argument("the connection string is empty");
  for (const auto& [keyword, value] : settings.keywords) {
    if (std::find(kSecretKeywords.begin(), kSecretKeywords.end(), keyword) !=
        kSecretKeywords.end()) {
      settings.secrets.push_back(value);
    }
  }
  for (const auto& [keyword, value] : kDefaults) {
    if (!has(settings, keyword)) set(settings, keyword, std::string(value));
  }
  return settings;
}

}  // namespace penstock::etl::sql
