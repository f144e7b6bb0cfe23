#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "http/client.h"

namespace penstock::app {

/// A server as its clients see it: the public HTTP interface, which the commands use like any
/// other program. Confined to one thread.
class ServerClient {
 public:
  /// `url` such as "http://127.0.0.1:8080". `http` must outlive this object; a request to `stop`
  /// ends a call under way with kCancelled.
  ServerClient(http::Client& http, std::string url, std::stop_token stop = {});

  const std::string& url() const { return url_; }

  /// Sends one request and reads the answer, a JSON object (empty if there is none). `target` is a
  /// path with its query, encoded. Errors: those of http::Client, and what the server answered, in
  /// its own words: kNotFound (also for a database that does not exist), kConflict,
  /// kInvalidArgument, kForbidden, kTooLarge, kUnavailable, kTimeout, else kInternal.
  Result<boost::json::object> call(std::string_view method, std::string_view target,
                                   std::string body = {});

  /// A call that takes long: sends `source`, if there is one, as the body, else `body`, and hands
  /// the answer to `take` while it arrives. Errors: as call(); those of `source` and `take`.
  struct Transfer {
    std::string target;
    std::string body = {};
    std::shared_ptr<http::BodySource> source = {};
    std::function<Result<void>(std::string_view)> take = {};
  };
  Result<void> transfer(Transfer transfer);

  /// "/databases/<name>", encoded, to begin a target with.
  static std::string database_path(std::string_view database);

  Result<bool> has_database(std::string_view database);

  /// Errors: kConflict if it exists.
  Result<void> create_database(std::string_view database);

  /// All of `commands` (the elements of "Commands", without the brackets) in one transaction.
  Result<void> write(std::string_view database, std::string_view commands);

  /// The document of that id, if there is one.
  Result<std::optional<boost::json::object>> load(std::string_view database, std::string_view id);

  /// The documents that an RQL query finds, such as "from Orders".
  Result<std::vector<boost::json::object>> query(std::string_view database, std::string_view text);

 private:
  http::Client& http_;
  std::string url_;
  std::stop_token stop_;
};

/// `{"Id":...,"ChangeVector":null,"Document":<document>,"Type":"PUT"}`, as write() takes it. The
/// text of the document goes over as it is, so that its numbers stay exact.
std::string put_command(std::string_view id, std::string_view document);

/// `{"Id":...,"ChangeVector":null,"Type":"DELETE"}`.
std::string delete_command(std::string_view id);

}  // namespace penstock::app
