// The commands that are clients of a server, against the built server.
#include <fstream>
#include <string>

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
  testing::ProgramResult import(const std::string& lines, std::vector<std::string> flags) {
    const std::string file = folder_.path() + "/documents.jsonl";
    std::ofstream(file) << lines;
    std::vector<std::string> arguments = {PENSTOCK_BINARY, "import", file, "--server",
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

TEST(CommandTest, UnreachableServerIsAClearError) {
  const auto done = testing::run_program(
      {PENSTOCK_BINARY, "etl", "list", "--server", "http://127.0.0.1:1", "--database", "shop"});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.errors, HasSubstr("127.0.0.1"));
}

}  // namespace
}  // namespace penstock::app
