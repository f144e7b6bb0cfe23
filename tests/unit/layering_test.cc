// Reads every include in src/ and fails on one that docs/style.md, section 1, does not allow.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The rooms: each may include itself and those after it.
constexpr std::array<std::string_view, 13> kRooms = {
    "app",   "studio", "api",       "cluster", "etl",      "http", "patch",
    "query", "script", "documents", "kv",      "security", "base"};

/// A library by how the paths of its headers begin, and the only folders that may include it.
struct LibraryRule {
  std::string_view library;
  std::vector<std::string_view> headers;
  std::vector<std::string_view> folders;
};

/// The first rule that a header matches decides.
const std::vector<LibraryRule>& library_rules() {
  static const std::vector<LibraryRule> kRules = {
      {"RocksDB", {"rocksdb/"}, {"kv/rocksdb/"}},
      {"the JavaScript engine", {"JavaScriptCore/", "jsc/"}, {"script/worker/"}},
      {"Boost.Beast", {"boost/beast"}, {"http/"}},
      {"Boost.Asio", {"boost/asio"}, {"http/"}},
      {"libcurl", {"curl/"}, {"http/"}},
      {"OpenSSL's hashes",
       {"openssl/evp.h", "openssl/sha.h", "openssl/md5.h", "openssl/hmac.h", "openssl/rand.h"},
       {"base/", "security/", "http/"}},
      {"OpenSSL's TLS", {"openssl/ssl", "openssl/tls"}, {"http/"}},
      {"OpenSSL's certificates", {"openssl/"}, {"security/", "http/"}},
      {"libpq", {"libpq", "postgresql/", "postgres_ext.h"}, {"etl/sql/driver/", "kv/postgres/"}},
      {"MariaDB", {"mysql", "mariadb", "errmsg.h"}, {"etl/sql/driver/"}},
      {"SQLite", {"sqlite3"}, {"etl/sql/driver/"}},
      {"ODBC", {"sql.h", "sqlext.h", "sqltypes.h", "sqlucode.h", "odbc"}, {"etl/sql/driver/"}},
  };
  return kRules;
}

std::optional<std::size_t> position_of_room(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto* const room = std::ranges::find(kRooms, path.substr(0, slash));
  if (room == kRooms.end()) return std::nullopt;
  return static_cast<std::size_t>(std::distance(kRooms.begin(), room));
}

/// What is wrong with an include in quotes, which is one of ours.
std::optional<std::string> wrong_with_own(std::string_view file, std::string_view included) {
  const auto from = position_of_room(file);
  const auto to = position_of_room(included);
  if (!from) return std::string("the file lies in no room of src/");
  if (!to || included.find("..") != std::string_view::npos) {
    return fmt::format("\"{}\" is not included by its path from src/", included);
  }
  if (*to < *from) {
    return fmt::format("\"{}\": {} may not include {}; the arrows are {}", included, kRooms[*from],
                       kRooms[*to], fmt::join(kRooms, " -> "));
  }
  return std::nullopt;
}

/// What is wrong with an include in angle brackets, which is a library's.
std::optional<std::string> wrong_with_library(std::string_view file, std::string_view included) {
  if (position_of_room(included)) {
    return fmt::format("<{}> is ours: include it in quotes", included);
  }
  const auto starts = [](std::string_view text) {
    return [text](std::string_view prefix) { return text.starts_with(prefix); };
  };
  for (const LibraryRule& rule : library_rules()) {
    if (std::ranges::none_of(rule.headers, starts(included))) continue;
    if (std::ranges::any_of(rule.folders, starts(file))) return std::nullopt;
    return fmt::format("<{}>: {} is included only in {}", included, rule.library,
                       fmt::join(rule.folders, ", "));
  }
  return std::nullopt;
}

/// What breaks a rule in `text`, the source at `file` (its path from src/): "FILE:LINE: why".
std::vector<std::string> violations(std::string_view file, const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  static const std::regex kUsingStd(R"(^\s*using\s+namespace\s+std\s*;.*)");
  std::vector<std::string> found;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::optional<std::string> wrong;
    std::smatch match;
    if (std::regex_match(line, match, kInclude)) {
      wrong = match.str(1) == "<" ? wrong_with_library(file, match.str(2))
                                  : wrong_with_own(file, match.str(2));
    } else if (std::regex_match(line, kUsingStd)) {
      wrong = "`using namespace std` hides where names come from";
    }
    if (wrong) found.push_back(fmt::format("src/{}:{}: {}", file, number, *wrong));
  }
  return found;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LayeringTest, EveryIncludeFollowsTheArrows) {
  const std::filesystem::path root = PENSTOCK_SOURCE_DIR "/src";
  int files_read = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    const auto file = entry.path().lexically_relative(root).generic_string();
    EXPECT_THAT(violations(file, read_file(entry.path())), IsEmpty());
    ++files_read;
  }
  EXPECT_GT(files_read, 0);
}

TEST(LayeringTest, RoomsIncludeThemselvesAndThoseAfterThem) {
  EXPECT_THAT(violations("etl/process.cc",
                         "#include <vector>\n"
                         "#include \"etl/process.h\"\n"
                         "#include \"http/client.h\"\n"
                         "#  include \"base/result.h\"  // errors\n"),
              IsEmpty());
}

TEST(LayeringTest, RefusesAnArrowThatPointsBack) {
  EXPECT_THAT(
      violations("documents/database.cc", "\n#include \"etl/process.h\"\n"),
      ElementsAre(
          "src/documents/database.cc:2: \"etl/process.h\": documents may not include "
          "etl; the arrows are app -> studio -> api -> cluster -> etl -> http -> patch -> query -> "
          "script -> documents -> kv -> security -> base"));
}

TEST(LayeringTest, RefusesIncludesThatAreNotByPathFromSrc) {
  for (const std::string included :
       {"\"process.h\"", "\"../kv/engine.h\"", "\"etl/../kv/engine.h\"", "\"shop/till.h\"",
        "<kv/engine.h>"}) {
    EXPECT_THAT(violations("etl/process.cc", "#include " + included + "\n").size(), 1u) << included;
  }
}

TEST(LayeringTest, RefusesFilesOutsideTheRooms) {
  EXPECT_THAT(violations("main.cc", "#include \"base/log.h\"\n"),
              ElementsAre(HasSubstr("no room")));
}

TEST(LayeringTest, LibrariesAreIncludedOnlyWhereTheyBelong) {
  struct Case {
    std::string included;
    std::string allowed_in;
    std::string refused_in;
  };
  const std::vector<Case> cases = {
      {"rocksdb/db.h", "kv/rocksdb/engine.cc", "kv/engine.cc"},
      {"JavaScriptCore/JavaScript.h", "script/worker/engine.cc", "script/script_host.cc"},
      {"boost/beast/http.hpp", "http/server.cc", "api/documents.cc"},
      {"boost/asio.hpp", "http/server.cc", "base/thread_pool.cc"},
      {"curl/curl.h", "http/client.cc", "etl/document/destination.cc"},
      {"openssl/ssl.h", "http/tls.cc", "security/certificate.cc"},
      {"openssl/x509.h", "security/certificate.cc", "base/hash.cc"},
      {"openssl/evp.h", "base/hash.cc", "documents/attachment.cc"},
      {"libpq-fe.h", "etl/sql/driver/postgres.cc", "etl/sql/destination.cc"},
      {"libpq-fe.h", "kv/postgres/engine.cc", "kv/engine.cc"},
      {"mysql/mysql.h", "etl/sql/driver/mariadb.cc", "etl/sql/dialect/mariadb.cc"},
      {"sqlite3.h", "etl/sql/driver/sqlite.cc", "app/demo.cc"},
      {"sqlext.h", "etl/sql/driver/odbc.cc", "api/etl.cc"},
  };
  for (const auto& [included, allowed_in, refused_in] : cases) {
    const std::string text = "#include <" + included + ">\n";
    EXPECT_THAT(violations(allowed_in, text), IsEmpty());
    EXPECT_THAT(violations(refused_in, text), ElementsAre(HasSubstr("is included only in")));
  }
}

TEST(LayeringTest, OtherLibrariesAreFreeEverywhere) {
  EXPECT_THAT(violations("base/json.h", "#include <boost/json/value.hpp>\n"), IsEmpty());
}

TEST(LayeringTest, RefusesUsingNamespaceStd) {
  EXPECT_THAT(violations("kv/engine.cc", "using namespace std;\n"),
              ElementsAre(HasSubstr("using namespace std")));
  EXPECT_THAT(violations("kv/engine.cc", "using namespace std::chrono_literals;\n"), IsEmpty());
}

}  // namespace
