#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace penstock::http {

/// Finds the handler of a request by method and path:
///
///   router.add("GET", "/databases/{database}/docs", get_documents);
///
/// A "{name}" takes one segment, which the handler reads with Request::segment(); a "{name...}" at
/// the end takes all that are left, at least one, joined by "/". A route for GET answers HEAD as
/// well. Thread-safe once the routes are added.
class Router {
 public:
  /// Looks at the header of a request.
  using Condition = std::function<bool(const Request&)>;

  void add(std::string method, std::string_view pattern, Handler handler);

  /// A route whose handler reads the body itself, from Request::body_reader. With a `condition` it
  /// takes only requests whose header meets it, and those before any other route does.
  void add_streamed(std::string method, std::string_view pattern, Handler handler,
                    Condition condition = {});

  /// A route whose requests may take long, by the measure of a server. `condition` as above.
  void add_long(std::string method, std::string_view pattern, Handler handler,
                Condition condition = {});

  /// "GET /databases/{database}/docs": all of them. One with a condition stands beside the same
  /// without it.
  std::vector<std::string> routes() const;

  /// What answers requests from memory, on a thread that must not wait, or leaves them, with
  /// nothing, to the route that was added for them.
  using QuickHandler = std::function<std::optional<Response>(const Request&)>;
  void add_quick(std::string method, std::string_view pattern, QuickHandler handler);

  /// The answer of a quick handler, if there is one and it has one.
  std::optional<Response> answer_at_once(Request& request) const;

  /// What its route makes of a request with this header; ordinary if there is none.
  RequestKind kind_of(const Request& header) const;

  /// Answers what no route knows in words that fit the asker: a page for a browser, an error that
  /// the official clients understand for the others.
  void handle(Request& request, const Respond& respond) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
    Handler handler;
    RequestKind kind = RequestKind::kOrdinary;
    Condition condition = {};
  };

  struct QuickRoute {
    std::string method;
    std::vector<std::string> segments;
    QuickHandler handler;
  };

  void add(Route route);
  const Route* find(const Request& request, const std::vector<std::string>& path) const;
  const Route* find(std::string_view method, const Request& request,
                    const std::vector<std::string>& path) const;
  std::string methods_of(const std::vector<std::string>& path) const;

  std::vector<Route> routes_;
  std::vector<QuickRoute> quick_routes_;
};

}  // namespace penstock::http
