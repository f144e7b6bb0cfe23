// The demo as people start it: what it tells is checked by itself, what it leaves behind here.
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/client/server_client.h"
#include "app/demo/demo_tasks.h"
#include "app/demo/shop_tables.h"
#include "http/curl_client.h"
#include "support/assertions.h"
#include "support/program.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;
using ::testing::Not;

TEST(DemoTest, LeavesRowsAndDocumentsThatFollowedEveryChange) {
  const testing::TemporaryDirectory parent;
  const std::string data_dir = parent.path() + "/demo";

  const auto demo = testing::run_program({PENSTOCK_BINARY, "demo", "--data-dir", data_dir});

  ASSERT_EQ(demo.exit_code, 0) << demo.output << demo.errors;
  EXPECT_THAT(demo.output, HasSubstr("exactly the documents"));
  EXPECT_THAT(demo.output, HasSubstr("Lucía Moreau"));

  SystemClock clock;
  auto tables = must(ShopTables::create(data_dir + "/sqlite", clock));
  EXPECT_THAT(must(tables.query("select count(*) from Orders")), ElementsAre(ElementsAre("399")));
  EXPECT_THAT(must(tables.query("select count(*) from OrderLines where OrderId = 'orders/3-A'")),
              ElementsAre(ElementsAre("0")));

  const testing::ServerProcess server(PENSTOCK_BINARY, data_dir);
  http::CurlClient http;
  ServerClient client(http, server.url());
  EXPECT_EQ(must(client.query(kHelpdeskDatabase, "from Employees")).size(), 9u);
  const auto renamed = must(client.load(kHelpdeskDatabase, "employees/5-A"));
  ASSERT_TRUE(renamed.has_value());
  EXPECT_EQ(renamed->at("Name"), "Lucía Moreau");
  EXPECT_EQ(renamed->at("Manager"), "Tomasz Wilk");
}

TEST(DemoTest, IsPlainTextInAPipe) {
  const auto demo = testing::run_program({PENSTOCK_BINARY, "demo"});

  EXPECT_EQ(demo.exit_code, 0) << demo.output << demo.errors;
  EXPECT_THAT(demo.output, Not(HasSubstr("\x1b")));
}

TEST(DemoTest, SaysWhyItCannotUseAFolder) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder.path() + "/something") << "here";

  const auto demo = testing::run_program({PENSTOCK_BINARY, "demo", "--data-dir", folder.path()});

  EXPECT_EQ(demo.exit_code, 1);
  EXPECT_THAT(demo.errors, HasSubstr("not empty"));
}

}  // namespace
}  // namespace penstock::app
