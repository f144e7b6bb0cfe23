// What a server answers to the commands of `penstock`: a line with the status, then the body.
#include <charconv>

#include "app/client/etl_errors.h"
#include "app/client/etl_report.h"
#include "app/client/etl_status.h"
#include "app/client/server_client.h"
#include "fuzz/checks.h"
#include "fuzz/inputs.h"
#include "fuzz/targets.h"

namespace penstock::fuzzing {
namespace {

/// Says the same whatever it is asked.
class OneAnswer final : public http::Client {
 public:
  explicit OneAnswer(std::string_view input) {
    const auto [line, body] = split_line(input);
    answer_.status = 200;
    std::from_chars(line.data(), line.data() + line.size(), answer_.status);
    answer_.body = body;
  }

  Result<http::ClientResponse> send(const http::ClientRequest& /*request*/,
                                    const std::stop_token& /*stop*/) override {
    return answer_;
  }

 private:
  http::ClientResponse answer_;
};

/// A server that answers nonsense is that server's fault: kInternal says so.
template <typename T>
void check_message_of(const Result<T>& result) {
  if (!result) CHECK(result.error().message.size() <= kMessageBytesMax);
}

}  // namespace

void fuzz_server_answers(std::string_view input) {
  OneAnswer http(input);
  app::ServerClient server(http, "http://127.0.0.1:1");
  const auto tasks = app::fetch_etl_tasks(server, "shop");
  const auto progress = app::fetch_etl_progress(server, "shop");
  const auto statistics = app::fetch_etl_statistics(server, "shop");
  const auto errors = app::fetch_etl_errors(server, "shop", {}, 10);
  check_message_of(tasks);
  check_message_of(progress);
  check_message_of(statistics);
  check_message_of(errors);
  if (tasks && progress) app::etl_list_json(*tasks, *progress);
  if (statistics) app::etl_statistics_json(*statistics);
  if (errors) app::etl_errors_json(*errors);
  check_message_of(server.load("shop", "users/1"));
  check_message_of(server.query("shop", "from Users"));
}

}  // namespace penstock::fuzzing
