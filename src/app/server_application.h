#pragma once

#include <memory>
#include <string>

#include "app/settings.h"
#include "base/result.h"

namespace penstock::app {

/// A running server: everything below, wired together. Thread-safe.
class ServerApplication {
 public:
  /// Opens the data folder, starts the ETL tasks and listens. Errors, in words for the operator:
  /// kInvalidArgument: a setting; kUnavailable: the data folder is in use or cannot be written,
  /// the port is taken; kCorruption.
  static Result<std::unique_ptr<ServerApplication>> start(const Settings& settings);
  ~ServerApplication();

  /// "http://127.0.0.1:8080", with the port that was taken.
  const std::string& url() const;

  /// Ends everything in the reverse order of its start, within seconds; nothing acknowledged is
  /// lost. May be called twice.
  void stop();

 private:
  class Implementation;
  explicit ServerApplication(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace penstock::app
