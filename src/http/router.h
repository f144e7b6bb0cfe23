#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "security/permission.h"

namespace penstock::http {

/// Finds the handler of a request by method and path, and who may not call it does not come there:
///
///   router.add("GET", "/databases/{database}/docs", Permission::kReadDatabase, get_documents);
///
/// These registrations are the one table of permissions. The database that a permission is about is
/// the "{database}" of the path, or else the parameter "name". Whoever may not is answered with
/// 403: by an error that the official clients understand, or a page for a browser.
///
/// A "{name}" takes one segment, which the handler reads with Request::segment(); a "{name...}" at
/// the end takes all that are left, at least one, joined by "/". A route for GET answers HEAD as
/// well. Thread-safe once the routes are added.
class Router {
 public:
  using Permission = security::Permission;

  /// Says who sends a request, from its header and its connection; never null.
  using Identification = std::function<std::shared_ptr<const security::Caller>(const Request&)>;

  explicit Router(Identification identify);

  /// Looks at the header of a request.
  using Condition = std::function<bool(const Request&)>;

  void add(std::string method, std::string_view pattern, Permission permission, Handler handler);

  /// A route whose handler reads the body itself, from Request::body_reader. With a `condition` it
  /// takes only requests whose header meets it, and those before any other route does.
  void add_streamed(std::string method, std::string_view pattern, Permission permission,
                    Handler handler, Condition condition = {});

  /// A route whose requests may take long, by the measure of a server. `condition` as above.
  void add_long(std::string method, std::string_view pattern, Permission permission,
                Handler handler, Condition condition = {});

  /// "GET /databases/{database}/docs": all of them. One with a condition stands beside the same
  /// without it.
  std::vector<std::string> routes() const;

  /// What answers requests from memory, on a thread that must not wait, or leaves them, with
  /// nothing, to the route that was added for them.
  using QuickHandler = std::function<std::optional<Response>(const Request&)>;
  void add_quick(std::string method, std::string_view pattern, Permission permission,
                 QuickHandler handler);

  /// The answer of a quick handler, if there is one and it has one.
  std::optional<Response> answer_at_once(Request& request) const;

  /// What its route makes of a request with this header; ordinary if there is none.
  RequestKind kind_of(const Request& header) const;

  /// What handle() would answer to whom may not send a request with this header; nothing to who
  /// may.
  std::optional<Response> refusal(Request& header) const;

  /// Answers what no route knows in words that fit the asker: a page for a browser, an error that
  /// the official clients understand for the others.
  void handle(Request& request, const Respond& respond) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
    Permission permission;
    Handler handler;
    RequestKind kind = RequestKind::kOrdinary;
    Condition condition = {};
  };

  struct QuickRoute {
    std::string method;
    std::vector<std::string> segments;
    Permission permission;
    QuickHandler handler;
  };

  void add(Route route);
  /// Finds out who asks, and answers them if they may not. No route is for those who are
  /// registered: what there is not is no stranger's business.
  std::optional<Response> refuse(Request& request, const Route* route,
                                 std::vector<std::string> path) const;
  std::optional<Response> refuse(Request& request, Permission permission) const;
  const Route* find(const Request& request, const std::vector<std::string>& path) const;
  const Route* find(std::string_view method, const Request& request,
                    const std::vector<std::string>& path) const;
  std::string methods_of(const std::vector<std::string>& path) const;

  const Identification identify_;
  std::vector<Route> routes_;
  std::vector<QuickRoute> quick_routes_;
};

}  // namespace penstock::http
