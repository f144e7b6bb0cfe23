// Comparing what a task has at its destination with the source: an operation (Penstock's own).
#include <memory>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/operations/operation_host.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "etl/etl_tasks.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// Documents that the result of an operation names.
constexpr std::size_t kNamedMax = 1000;

struct Verified {
  std::string task;
  std::string script;
  etl::VerificationRequest request;
};

json::object show(const etl::VerificationState& state) {
  return {{"Documents", state.counts.documents}, {"Missing", state.counts.missing},
          {"Surplus", state.counts.surplus},     {"Different", state.counts.different},
          {"Failed", state.counts.failed},       {"Pending", state.counts.pending},
          {"Repaired", state.repaired},          {"Next", state.next}};
}

/// Tells of a verification as it goes on, and keeps the first documents that differ.
class VerificationReporter {
 public:
  explicit VerificationReporter(RunningOperation& running) : running_(running) {}

  void report(const etl::VerificationState& state) {
    for (const auto& document : state.drifted) {
      if (named_.size() >= kNamedMax) break;
      named_.push_back(json::object{{"DocumentId", document.id},
                                    {"Drift", etl::to_string(document.drift)},
                                    {"Detail", document.detail}});
    }
    running_.report(show(state));
  }

  json::value result(const etl::VerificationState& state) {
    auto shown = show(state);
    shown["Drifted"] = std::move(named_);
    return shown;
  }

 private:
  RunningOperation& running_;
  json::array named_;
};

Result<http::Response> verify(Services& services, const http::Request& request,
                              const std::shared_ptr<etl::EtlTasks>& tasks,
                              documents::Database& database) {
  Verified verified;
  verified.task = TRY(required_parameter(request, "configurationName"));
  verified.script = TRY(required_parameter(request, "transformationName"));
  verified.request.from = std::string(request.parameter("from").value_or(""));
  verified.request.repairs = TRY(flag_parameter(request, "repair"));
  TRY(tasks->errors(verified.task, verified.script, "", 0, 0));  // Whether there is such a script.
  auto message = fmt::format("{}/{}", verified.task, verified.script);
  const auto id = TRY(services.operations.start(
      services.operations.of(database), std::nullopt,
      {verified.request.repairs ? "EtlRepair" : "EtlVerify", std::move(message)},
      [tasks, verified = std::move(verified)](RunningOperation& running) -> Result<json::value> {
        VerificationReporter reporter(running);
        const auto state = TRY(tasks->verify(
            verified.task, verified.script, verified.request,
            [&](const auto& reached) { reporter.report(reached); }, running.stop()));
        return reporter.result(state);
      }));
  return operation_started(services, id);
}

}  // namespace

void register_etl_verification_routes(http::Router& router, Services& services) {
  router.add("POST", "/databases/{database}/admin/etl/verify", Permission::kAdministerDatabase,
             with_database(services,
                           [&services](const http::Request& request,
                                       documents::Database& database) -> Result<http::Response> {
                             const auto tasks = TRY(services.etl.of(database.identity().name));
                             return verify(services, request, tasks, database);
                           }));
}

}  // namespace penstock::api
