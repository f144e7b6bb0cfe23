#pragma once

#include "app/demo/demo_stage.h"
#include "app/demo/shop_data.h"
#include "base/result.h"

// The steps of the demo, in their order. Each says on the terminal what it does, and returns an
// error when something did not happen as promised.
namespace penstock::app {

/// Stores the shop's documents.
Result<void> fill_shop(DemoStage& stage, const Shop& shop);

/// Defines the two tasks, from the shop to SQLite and to the helpdesk database.
Result<void> define_tasks(DemoStage& stage);

/// Waits until all has arrived.
Result<void> watch_first_delivery(DemoStage& stage);

/// Shows a few rows and documents, and compares all of them with `shop`.
Result<void> show_arrivals(DemoStage& stage, const Shop& shop);

/// Changes an order, deletes another, renames an employee, and shows each before and after.
Result<void> change_and_compare(DemoStage& stage, const Shop& shop);

/// Lines to try and pages to read. `kept`: the server goes on.
void say_where_to_look_next(DemoStage& stage, bool kept);

}  // namespace penstock::app
