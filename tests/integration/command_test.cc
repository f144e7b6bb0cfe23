// The commands that are clients of a server, against the built server.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/client/server_client.h"
#include "http/curl_client.h"
#include "support/assertions.h"
#include "support/program.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using ::testing::HasSubstr;
using testing::must;

class ImportCommandTest : public ::testing::Test {
 protected:
  testing::ProgramResult import(const std::string& content, const std::vector<std::string>& flags) {
    const std::string file = folder_.path() + "/documents";
    std::ofstream(file) << content;
    return run("import", file, flags);
  }

  testing::ProgramResult run(const std::string& command, const std::string& file,
                             const std::vector<std::string>& flags) {
    std::vector<std::string> arguments = {PENSTOCK_BINARY, command, file, "--server",
                                          server_.url()};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return testing::run_program(arguments);
  }

  testing::TemporaryDirectory folder_;
  testing::ServerProcess server_{PENSTOCK_BINARY, folder_.path() + "/data"};
  http::CurlClient http_;
  ServerClient client_{http_, server_.url()};
};

TEST_F(ImportCommandTest, StoresDocumentsAndMakesMissingIds) {
  const auto done = import(
      "{\"Name\":\"Tea\",\"@metadata\":{\"@id\":\"products/1-A\",\"@collection\":\"Products\"}}\n"
      "{\"Name\":\"Mug\",\"@metadata\":{\"@collection\":\"Products\"}}\n",
      {"--database", "shop", "--create"});

  ASSERT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("2 documents stored in 'shop'"));
  EXPECT_TRUE(must(client_.load("shop", "products/1-A")).has_value());
  EXPECT_EQ(must(client_.query("shop", "from Products")).size(), 2u);
}

TEST_F(ImportCommandTest, MissingDatabaseIsAnErrorThatNamesTheFlag) {
  const auto done = import("{}\n", {"--database", "shop"});

  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.errors, HasSubstr("no database 'shop'"));
  EXPECT_THAT(done.errors, HasSubstr("--create"));
}

TEST_F(ImportCommandTest, MalformedLineIsNamedAndNothingOfItsBatchIsStored) {
  const auto done = import("{\"a\":1}\n{\"a\":\n", {"--database", "shop", "--create"});

  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.errors, HasSubstr("line 2: malformed JSON"));
  EXPECT_THAT(done.errors, HasSubstr("nothing was stored"));
}

TEST_F(ImportCommandTest, CsvIsStoredAndEveryBadLineIsNamed) {
  const auto done = import("Number,Name,Zip\n1,Ann,01234\n2,\"Bo\n3,Eve,9\"\n4,Kim,7,8\n5,Lee,3\n",
                           {"--database", "shop", "--create", "--collection", "Users", "--id",
                            "users/{Number}", "--types", "Zip=text"});

  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.errors, HasSubstr("lines 3 to 4: 2 fields, but the header has 3 columns"));
  EXPECT_THAT(done.errors, HasSubstr("line 5: 4 fields, but the header has 3 columns"));
  EXPECT_THAT(done.errors, HasSubstr("2 items not imported"));
  EXPECT_THAT(done.output, HasSubstr("2 documents stored in 'shop'"));
  const auto lee = must(client_.load("shop", "users/5"));
  ASSERT_TRUE(lee.has_value());
  EXPECT_EQ(lee->at("Zip"), "3");
}

class ExportCommandTest : public ImportCommandTest {
 protected:
  ExportCommandTest() {
    const auto done = import(R"({"Name":"Tea","@metadata":{"@id":"products/1-A"}})"
                             "\n",
                             {"--database", "shop", "--create"});
    EXPECT_EQ(done.exit_code, 0) << done.errors;
  }

  const std::string dump_ = folder_.path() + "/shop.ravendbdump";
};

TEST_F(ExportCommandTest, DumpIsImportedAgain) {
  const auto exported = run("export", dump_, {"--database", "shop"});
  ASSERT_EQ(exported.exit_code, 0) << exported.errors;
  EXPECT_THAT(exported.output, HasSubstr("'shop' exported to " + dump_));

  const auto imported = run("import", dump_, {"--database", "copy", "--create"});

  ASSERT_EQ(imported.exit_code, 0) << imported.errors;
  EXPECT_THAT(imported.output, HasSubstr("1 document stored in 'copy'"));
  EXPECT_TRUE(must(client_.load("copy", "products/1-A")).has_value());
}

TEST_F(ExportCommandTest, DumpThatIsCutOffIsSaidToBe) {
  ASSERT_EQ(run("export", dump_, {"--database", "shop"}).exit_code, 0);
  std::filesystem::resize_file(dump_, std::filesystem::file_size(dump_) - 10);

  const auto imported = run("import", dump_, {"--database", "copy", "--create"});

  EXPECT_EQ(imported.exit_code, 1);
  EXPECT_THAT(imported.errors, HasSubstr("import failed: "));
  EXPECT_THAT(imported.errors, HasSubstr("Imported before: "));
}

TEST_F(ExportCommandTest, FailureLeavesNoFile) {
  const auto exported = run("export", dump_, {"--database", "nowhere"});

  EXPECT_EQ(exported.exit_code, 1);
  EXPECT_THAT(exported.errors, HasSubstr("nowhere"));
  EXPECT_FALSE(std::filesystem::exists(dump_));
  EXPECT_FALSE(std::filesystem::exists(dump_ + ".part"));
}

TEST(CommandTest, UnreachableServerIsAClearError) {
  const auto done = testing::run_program(
      {PENSTOCK_BINARY, "etl", "list", "--server", "http://127.0.0.1:1", "--database", "shop"});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.errors, HasSubstr("127.0.0.1"));
}

}  // namespace
}  // namespace penstock::app
