// The statements for products of which no server is here, against grammars of these products that
// others wrote: sqlfluff's of Transact-SQL, and that of the ANTLR project for Oracle.
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/sql/dialect/oracle_dialect.h"
#include "etl/sql/dialect/sql_server_dialect.h"
#include "grammar/every_statement.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace penstock::etl::sql {
namespace {

namespace json = boost::json;
using ::testing::IsEmpty;
using testing::run_program;

constexpr auto kEnv = "/usr/bin/env";
constexpr auto kParsingMax = std::chrono::seconds{300};
/// What each parser must find fault with, or it would find fault with nothing.
constexpr std::string_view kWrong = "SELECT 1 FORM FROM dual WHERE";

bool has_program(const std::string& name) {
  return run_program({kEnv, name, "--version"}).exit_code == 0;
}

std::vector<std::string> without_wrong(std::vector<std::string> refused) {
  EXPECT_EQ(std::erase(refused, kWrong), 1u) << "the parser takes anything";
  return refused;
}

void erase_text(std::string& statement, std::string_view text) {
  const auto at = statement.find(text);
  if (at != std::string::npos) statement.erase(at, text.size());
}

// --- SQL Server ---

/// Without what sqlfluff's grammar leaves out: SET of options, and hints behind a DELETE.
std::vector<std::string> known_to_sqlfluff(std::vector<std::string> statements) {
  std::erase_if(statements, [](const auto& statement) { return statement.starts_with("SET "); });
  for (auto& statement : statements) erase_text(statement, " OPTION (RECOMPILE)");
  return statements;
}

/// Those that sqlfluff cannot parse.
std::vector<std::string> refused_by_sqlfluff(const std::vector<std::string>& statements) {
  const testing::TemporaryDirectory folder;
  std::vector<std::string> call{kEnv,      "sqlfluff", "lint",     "--dialect", "tsql",
                                "--rules", "L016",     "--format", "json"};
  for (std::size_t i = 0; i < statements.size(); ++i) {
    call.push_back(fmt::format("{}/{}.sql", folder.path(), i));
    std::ofstream(call.back()) << statements[i] << ";\n";
  }
  std::vector<std::string> refused;
  const auto report = json::parse(run_program(call, kParsingMax).output);
  for (const auto& file : report.as_array()) {
    const std::string_view path = file.at("filepath").as_string();
    const auto number = std::stoul(std::string(path.substr(folder.path().size() + 1)));
    for (const auto& violation : file.at("violations").as_array()) {
      if (violation.at("code") == "PRS") refused.push_back(statements.at(number));
    }
  }
  return refused;
}

TEST(GrammarTest, StatementsForSqlServerAreTransactSql) {
  if (!has_program("sqlfluff")) {
    GTEST_SKIP() << "sqlfluff is missing";
  }
  auto statements = known_to_sqlfluff(every_statement(
      SqlServerDialect(), {"nvarchar(40)", "int", "varchar(max)", "decimal(10,2)", "bit",
                           "datetimeoffset", "date", "datetime2", "varbinary(max)", "nvarchar(max)",
                           "uniqueidentifier", "float", "xml", "time"}));
  statements.emplace_back(kWrong);

  EXPECT_THAT(without_wrong(refused_by_sqlfluff(statements)), IsEmpty());
}

// --- Oracle ---

/// Without what that grammar leaves out: a parameter of a session that is a number.
std::vector<std::string> known_to_antlr(std::vector<std::string> statements) {
  for (auto& statement : statements) erase_text(statement, " DDL_LOCK_TIMEOUT = 60");
  return statements;
}

std::vector<std::string> refused_by_antlr(const std::vector<std::string>& statements) {
  const testing::TemporaryDirectory folder;
  const auto file = folder.path() + "/statements.json";
  std::ofstream(file) << json::serialize(json::value_from(statements));
  const auto parsed = run_program({PENSTOCK_ORACLE_PARSER, file}, kParsingMax);
  EXPECT_EQ(parsed.exit_code, 0) << parsed.errors;
  return json::value_to<std::vector<std::string>>(json::parse(parsed.output));
}

TEST(GrammarTest, StatementsForOracleAreItsSql) {
  if (!has_program("node")) {
    GTEST_SKIP() << "Node is missing";
  }
  auto statements = known_to_antlr(every_statement(
      OracleDialect(),
      {"VARCHAR2(40)", "NUMBER(10,0)", "NUMBER", "CLOB", "BLOB", "DATE", "TIMESTAMP(6)",
       "TIMESTAMP(6) WITH TIME ZONE", "JSON", "RAW(16)", "XMLTYPE"}));
  statements.emplace_back(kWrong);

  EXPECT_THAT(without_wrong(refused_by_antlr(statements)), IsEmpty());
}

}  // namespace
}  // namespace penstock::etl::sql
