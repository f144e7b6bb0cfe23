// Connection strings, in every form that a product takes: no password of one is ever shown.
#include "etl/connection_string.h"

#include <string>
#include <type_traits>
#include <vector>

#include "etl/secrets.h"
#include "etl/sql/connection_text.h"
#include "etl/sql/driver/mariadb_settings.h"
#include "etl/sql/driver/odbc_settings.h"
#include "etl/sql/driver/postgres_settings.h"
#include "etl/sql/driver/sqlite_file.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

namespace sql = etl::sql;

constexpr std::size_t kTellingBytes = 6;  ///< A shorter secret occurs in text by chance.

/// Where nothing is encoded: else a secret does not stand there as it is, but by chance.
bool occurs_once(std::string_view text, std::string_view what) {
  const auto first = text.find(what);
  return text.find('%') == std::string_view::npos && first != std::string_view::npos &&
         text.find(what, first + 1) == std::string_view::npos;
}

void check_masked(std::string_view text, const std::vector<std::string>& secrets) {
  const auto masked = etl::mask_secrets(text);
  for (const auto& secret : secrets) {
    if (secret.size() < kTellingBytes || !occurs_once(text, secret)) continue;
    CHECK(masked.find(secret) == std::string::npos);
  }
}

template <typename Settings>
void fuzz_settings(const std::string& text, const Result<Settings>& settings) {
  check_refusal_of(settings);
  if (!settings) return;
  if constexpr (std::is_same_v<Settings, sql::PostgresSettings>) {
    check_masked(text, settings->secrets);
  } else {
    check_masked(text, settings->secrets());
  }
}

void fuzz_secrets(std::string_view text) {
  const auto masked = etl::mask_secrets(text);
  if (text.find(etl::kSecretMark) != std::string_view::npos) return;
  const auto restored = etl::restore_secrets(masked, text);
  CHECK(restored.has_value());
  if (etl::mask_secrets(masked) == masked) CHECK(etl::mask_secrets(*restored) == masked);
}

}  // namespace

void fuzz_connection_string(std::string_view input) {
  const std::string text(input);
  check_refusal_of(sql::parse_connection_text(text));
  check_refusal_of(sql::parse_odbc_text(text));
  fuzz_settings(text, sql::PostgresSettings::parse(text));
  fuzz_settings(text, sql::MariadbSettings::parse(text));
  fuzz_settings(text, sql::OdbcSettings::parse_odbc(text));
  fuzz_settings(text, sql::OdbcSettings::parse_sql_server(text));
  fuzz_settings(text, sql::OdbcSettings::parse_oracle(text));
  check_refusal_of(sql::sqlite_file(text, "/tmp/penstock-fuzzing"));
  fuzz_secrets(text);
}

}  // namespace penstock::fuzzing
