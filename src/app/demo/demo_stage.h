#pragma once

#include <chrono>
#include <stop_token>
#include <string_view>

#include "app/client/server_client.h"
#include "app/demo/shop_tables.h"
#include "app/terminal/terminal.h"
#include "base/clock.h"

namespace penstock::app {

/// What the steps of the demo work with.
struct DemoStage {
  ServerClient& server;
  ShopTables& tables;
  Terminal& terminal;
  Clock& clock;
  std::stop_token stop;

  /// "2  A shop", with a line before it.
  void heading(int number, std::string_view text);
  /// A line below a heading.
  void line(std::string_view text = {});
  /// `text`, whose lines go further in and stand back.
  void listing(std::string_view text);
};

/// Waits until both tasks have delivered every change, and shows how far they are meanwhile, if
/// somebody watches. Errors: kTimeout after `limit`, saying what each task waits for; those of the
/// server; kInternal if a document failed, which none of the demo should.
Result<void> await_delivery(DemoStage& stage, std::chrono::milliseconds limit, bool show);

}  // namespace penstock::app
