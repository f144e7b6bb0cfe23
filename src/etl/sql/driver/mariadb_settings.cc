#include "etl/sql/driver/mariadb_settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <pwd.h>

#include "base/text.h"
#include "etl/sql/connection_text.h"

namespace penstock::etl::sql {
namespace {

using Tls = MariadbSettings::Tls;

/// The value is kept as it is.
struct Text {
  std::string_view key;
  std::string MariadbSettings::*member;
};

// The options of MySql.Data and MySqlConnector with their synonyms, without blanks, in lower case.
constexpr std::array kTexts{
    Text{"userid", &MariadbSettings::user},
    Text{"username", &MariadbSettings::user},
    Text{"user", &MariadbSettings::user},
    Text{"uid", &MariadbSettings::user},
    Text{"password", &MariadbSettings::password},
    Text{"pwd", &MariadbSettings::password},
    Text{"database", &MariadbSettings::database},
    Text{"initialcatalog", &MariadbSettings::database},
    Text{"sslca", &MariadbSettings::tls_authority},
    Text{"cacertificatefile", &MariadbSettings::tls_authority},
    Text{"ssl-ca", &MariadbSettings::tls_authority},
    Text{"sslcert", &MariadbSettings::tls_certificate},
    Text{"ssl-cert", &MariadbSettings::tls_certificate},
    Text{"ssl-key", &MariadbSettings::tls_key},
    Text{"sslkey", &MariadbSettings::tls_key},
};

// They tune the .NET providers and change nothing here. Each stands between blanks.
constexpr std::string_view kIgnored =
    " pooling minpoolsize minimumpoolsize maxpoolsize maximumpoolsize connectionlifetime"
    " connectionreset connectionidletimeout connectionidleping deferconnectionreset"
    " dnscheckinterval cancellationtimeout keepalive autoenlist usexatransactions loadbalance"
    " allowuservariables allowzerodatetime convertzerodatetime datetimekind treattinyasboolean"
    " treatblobsasutf8 treatcharas guidformat oldguids respectbinaryflags ignorecommandtransaction"
    " ignoreprepare interactivesession interactive persistsecurityinfo applicationname"
    " characterset charset usecompression compress compression useaffectedrows"
    " nobackslashescapes pipelining serverredirectionmode"
    " allowpublickeyretrieval allowloadlocalinfile allowbatch sqlservermode"
    " useperformancemonitor performancemonitor logging usageadvisor useusageadvisor"
    " cacheserverproperties procedurecachesize functionsreturnstring includesecurityasserts"
    " commandinterceptors exceptioninterceptors tablecaching defaulttablecacheage"
    " checkparameters replication ";

constexpr std::array kTlsModes{
    std::pair{std::string_view("none"), Tls::kOff},
    std::pair{std::string_view("disable"), Tls::kOff},
    std::pair{std::string_view("disabled"), Tls::kOff},
    std::pair{std::string_view("prefer"), Tls::kPreferred},
    std::pair{std::string_view("preferred"), Tls::kPreferred},
    std::pair{std::string_view("prefered"), Tls::kPreferred},
    std::pair{std::string_view("require"), Tls::kRequired},
    std::pair{std::string_view("required"), Tls::kRequired},
    std::pair{std::string_view("verifyca"), Tls::kVerified},
    std::pair{std::string_view("verifyfull"), Tls::kVerified},
};

WordProblem set_host(MariadbSettings& settings, const std::string& value) {
  if (value.empty()) return "is empty";
  if (value.find(',') != std::string::npos) return "names several servers, which is not supported";
  if (value.find_first_of("= @") != std::string::npos && !value.starts_with('/')) {
    return "is no host name";  // Perhaps the rest of a password.
  }
  (value.starts_with('/') ? settings.socket : settings.host) = value;
  return {};
}

WordProblem set_port(MariadbSettings& settings, const std::string& value) {
  const char* end = value.data() + value.size();
  const auto parsed = std::from_chars(value.data(), end, settings.port);
  const bool is_port = parsed.ec == std::errc{} && parsed.ptr == end && settings.port != 0;
  if (!is_port) return "is no port";
  return {};
}

WordProblem set_protocol(MariadbSettings&, const std::string& value) {
  for (const std::string_view known : {"socket", "sockets", "tcp", "tcpip", "unix", "unixsocket"}) {
    if (equal_ignoring_case(known, value)) return {};
  }
  return "names a protocol that is not supported";
}

WordProblem set_tls_mode(MariadbSettings& settings, const std::string& value) {
  const auto folded = folded_word(value);
  for (const auto& [name, mode] : kTlsModes) {
    if (name != folded) continue;
    settings.tls = mode;
    return {};
  }
  return "is not an SSL mode that is known";
}

WordProblem set_encrypt(MariadbSettings& settings, const std::string& value) {
  const bool wanted = equal_ignoring_case(value, "true") || equal_ignoring_case(value, "yes");
  const bool unwanted = equal_ignoring_case(value, "false") || equal_ignoring_case(value, "no");
  if (!wanted && !unwanted) return "is neither true nor false";
  if (wanted) settings.tls = std::max(settings.tls, Tls::kRequired);
  return {};
}

WordProblem set_connect_timeout(MariadbSettings& settings, const std::string& value) {
  return read_seconds(value, settings.connect_timeout_s);
}

WordProblem set_command_timeout(MariadbSettings& settings, const std::string& value) {
  return read_seconds(value, settings.command_timeout_s);
}

WordProblem set_integrated_security(MariadbSettings& settings, const std::string& value) {
  return read_integrated_security(value, settings.uses_own_identity);
}

/// The name under which this process runs; empty if it has none.
std::string own_user() {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
  return found != nullptr ? found->pw_name : "";
}

struct Special {
  std::string_view key;
  WordProblem (*apply)(MariadbSettings&, const std::string&);
};

constexpr std::array kSpecials{
    Special{"server", &set_host},
    Special{"host", &set_host},
    Special{"datasource", &set_host},
    Special{"address", &set_host},
    Special{"addr", &set_host},
    Special{"networkaddress", &set_host},
    Special{"port", &set_port},
    Special{"protocol", &set_protocol},
    Special{"connectionprotocol", &set_protocol},
    Special{"sslmode", &set_tls_mode},
    Special{"ssl-mode", &set_tls_mode},
    Special{"integratedsecurity", &set_integrated_security},
    Special{"encrypt", &set_encrypt},
    Special{"usessl", &set_encrypt},
    Special{"connectiontimeout", &set_connect_timeout},
    Special{"connecttimeout", &set_connect_timeout},
    Special{"commandtimeout", &set_command_timeout},
    Special{"defaultcommandtimeout", &set_command_timeout},
};

WordProblem apply_word(MariadbSettings& settings, const ConnectionWord& word) {
  const auto is_word = [&word](const auto& entry) { return entry.key == word.key; };
  const auto* const special = std::find_if(kSpecials.begin(), kSpecials.end(), is_word);
  if (special != kSpecials.end()) return special->apply(settings, word.value);
  const auto* const text = std::find_if(kTexts.begin(), kTexts.end(), is_word);
  if (text != kTexts.end()) {
    settings.*(text->member) = word.value;
    return {};
  }
  const bool ignored = kIgnored.find(fmt::format(" {} ", word.key)) != std::string_view::npos;
  return ignored ? WordProblem() : "is not one that is known for MySQL and MariaDB";
}

}  // namespace

Result<MariadbSettings> MariadbSettings::parse(const std::string& connection_string) {
  MariadbSettings settings;
  const auto words = TRY(parse_connection_text(connection_string));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto problem = apply_word(settings, words[i])) return word_error(i, *problem);
  }
  if (settings.uses_own_identity) {
    settings.password.clear();
    if (settings.user.empty()) settings.user = own_user();
  }
  return settings;
}

}  // namespace penstock::etl::sql
