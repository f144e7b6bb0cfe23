#include "http/router.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "http/error_page.h"
#include "http/errors.h"
#include "http/guarded_conversation.h"
#include "http/url.h"
#include "security/caller.h"

namespace penstock::http {
namespace {

constexpr std::string_view kRouteNotFound = "Raven.Client.Exceptions.RouteNotFoundException";

/// Split before it is decoded, so that "%2F" does not divide a name. A trailing "/" is ignored.
std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(percent_decode(path.substr(0, end)));
    path.remove_prefix(end);
  }
  if (!segments.empty() && segments.back().empty()) segments.pop_back();
  return segments;
}

bool is_parameter(const std::string& segment) { return segment.starts_with('{'); }

bool takes_the_rest(const std::string& segment) { return segment.ends_with("...}"); }

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  const bool is_open = !pattern.empty() && takes_the_rest(pattern.back());
  if (is_open ? path.size() < pattern.size() : path.size() != pattern.size()) return false;
  return std::equal(pattern.begin(), pattern.end(), path.begin(),
                    [](const std::string& expected, const std::string& actual) {
                      return is_parameter(expected) ? !actual.empty() : expected == actual;
                    });
}

Fields path_parameters(const std::vector<std::string>& pattern, std::vector<std::string> path) {
  Fields parameters;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto& segment = pattern[i];
    if (takes_the_rest(segment)) {
      parameters.emplace_back(segment.substr(1, segment.size() - 5),
                              fmt::format("{}", fmt::join(std::span(path).subspan(i), "/")));
    } else if (is_parameter(segment)) {
      parameters.emplace_back(segment.substr(1, segment.size() - 2), std::move(path[i]));
    }
  }
  return parameters;
}

Response no_route(const Request& request) {
  if (request.path == "/favicon.ico") {
    return {404, {{"Content-Type", "text/plain; charset=utf-8"}}, "Penstock has no icon yet.\n"};
  }
  if (wants_page(request)) {
    return error_page(404, "There is nothing here",
                      fmt::format("This is Penstock, a document database. It has no page at {}.",
                                  excerpt(request.path, 200)));
  }
  // To an official client 404 means "no such document"; only 400 makes it look at the type.
  const int status = request.header("Raven-Client-Version") ? 400 : 404;
  return error_response(
      status, kRouteNotFound,
      fmt::format("There is no endpoint {} {}.", request.method, excerpt(request.path, 200)),
      request.target);
}

Response wrong_method(const Request& request, std::string methods) {
  auto response = error_response(405, kRouteNotFound,
                                 fmt::format("{} does not answer to {}, only to {}.",
                                             excerpt(request.path, 200), request.method, methods),
                                 request.target);
  response.headers.emplace_back("Allow", std::move(methods));
  return response;
}

/// The database that a request is about: of its path, or else by its name as a parameter.
std::string_view database_of(const Request& request) {
  const auto in_path = find_field(request.path_parameters, "database");
  return in_path ? *in_path : request.parameter("name").value_or("");
}

/// A conversation goes on after its request was let in, and must not outlast the right to it.
/// `identify` must outlive the conversation.
Respond guarding_conversation(const Router::Identification& identify, const Request& request,
                              Router::Permission permission, Respond respond) {
  auto refusal = [&identify, asked = request, permission]() -> std::optional<std::string> {
    const auto caller = identify(asked);
    const auto database = database_of(asked);
    if (caller->may(permission, database)) return std::nullopt;
    return caller->refusal(permission, database);
  };
  return [refusal = std::move(refusal), respond = std::move(respond)](Response response) {
    if (response.web_socket) {
      response.web_socket = guarded(std::move(response.web_socket), refusal);
    }
    respond(std::move(response));
  };
}

/// For somebody who may not do what they ask.
Response forbidden(const Request& request, const std::string& why) {
  if (wants_page(request)) return error_page(403, "This is not open to you", why);
  return error_response({ErrorCode::kForbidden, why}, request.target);
}

}  // namespace

Router::Router(Identification identify) : identify_(std::move(identify)) {}

void Router::add(std::string method, std::string_view pattern, Permission permission,
                 Handler handler) {
  add({std::move(method), split_path(pattern), permission, std::move(handler)});
}

void Router::add_streamed(std::string method, std::string_view pattern, Permission permission,
                          Handler handler, Condition condition) {
  add({std::move(method), split_path(pattern), permission, std::move(handler),
       RequestKind::kStreamed, std::move(condition)});
}

void Router::add_long(std::string method, std::string_view pattern, Permission permission,
                      Handler handler, Condition condition) {
  add({std::move(method), split_path(pattern), permission, std::move(handler), RequestKind::kLong,
       std::move(condition)});
}

void Router::add(Route route) {
  // In front, so that a condition is asked before a route without one takes the request.
  routes_.insert(route.condition ? routes_.begin() : routes_.end(), std::move(route));
}

std::vector<std::string> Router::routes() const {
  std::vector<std::string> routes;
  for (const auto& route : routes_) {
    const auto path = fmt::format("/{}", fmt::join(route.segments, "/"));
    routes.push_back(route.method + ' ' + path);
  }
  return routes;
}

void Router::add_quick(std::string method, std::string_view pattern, Permission permission,
                       QuickHandler handler) {
  quick_routes_.push_back({std::move(method), split_path(pattern), permission, std::move(handler)});
}

std::optional<Response> Router::answer_at_once(Request& request) const {
  auto path = split_path(split_target(request.target).path);
  for (const auto& route : quick_routes_) {
    if (route.method != request.method || !matches(route.segments, path)) continue;
    request.path_parameters = path_parameters(route.segments, std::move(path));
    if (auto refusal = refuse(request, route.permission)) return refusal;
    return route.handler(request);
  }
  return std::nullopt;
}

RequestKind Router::kind_of(const Request& header) const {
  const Route* route = find(header, split_path(split_target(header.target).path));
  return route == nullptr ? RequestKind::kOrdinary : route->kind;
}

void Router::handle(Request& request, const Respond& respond) const {
  const auto path = split_path(split_target(request.target).path);
  const Route* route = find(request, path);
  if (auto refusal = refuse(request, route, path)) return respond(*std::move(refusal));
  if (route == nullptr) {
    auto methods = methods_of(path);
    return respond(methods.empty() ? no_route(request) : wrong_method(request, std::move(methods)));
  }
  if (route->kind == RequestKind::kStreamed && !request.body_reader) {
    request.body_reader = whole_body(std::exchange(request.body, {}));
  }
  const bool may_converse = request.header("Upgrade").has_value();
  route->handler(
      request, may_converse ? guarding_conversation(identify_, request, route->permission, respond)
                            : respond);
}

std::optional<Response> Router::refusal(Request& header) const {
  auto path = split_path(split_target(header.target).path);
  const Route* route = find(header, path);
  return refuse(header, route, std::move(path));
}

std::optional<Response> Router::refuse(Request& request, const Route* route,
                                       std::vector<std::string> path) const {
  if (route == nullptr) return refuse(request, Permission::kRegistered);
  request.path_parameters = path_parameters(route->segments, std::move(path));
  return refuse(request, route->permission);
}

std::optional<Response> Router::refuse(Request& request, Permission permission) const {
  request.caller = identify_(request);
  const auto database = database_of(request);
  if (request.caller->may(permission, database)) return std::nullopt;
  return forbidden(request, request.caller->refusal(permission, database));
}

const Router::Route* Router::find(const Request& request,
                                  const std::vector<std::string>& path) const {
  const Route* route = find(request.method, request, path);
  if (route == nullptr && request.method == "HEAD") route = find("GET", request, path);
  return route;
}

const Router::Route* Router::find(std::string_view method, const Request& request,
                                  const std::vector<std::string>& path) const {
  const auto found = std::find_if(routes_.begin(), routes_.end(), [&](const Route& route) {
    return route.method == method && matches(route.segments, path) &&
           (!route.condition || route.condition(request));
  });
  return found == routes_.end() ? nullptr : &*found;
}

std::string Router::methods_of(const std::vector<std::string>& path) const {
  std::string methods;
  for (const auto& route : routes_) {
    if (route.condition || !matches(route.segments, path)) continue;
    methods += (methods.empty() ? "" : ", ") + route.method;
  }
  return methods;
}

}  // namespace penstock::http
