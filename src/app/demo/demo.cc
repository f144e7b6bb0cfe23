#include "app/demo/demo.h"

#include "app/demo/demo_steps.h"
#include "app/demo/shop_data.h"

namespace penstock::app {
namespace {

void introduce(DemoStage& stage, std::string_view url_line) {
  Terminal& terminal = stage.terminal;
  terminal.print_line(terminal.strong("Penstock: a document database that shares its data"));
  terminal.print_line();
  terminal.print_line(
      "A shop keeps its orders and employees as JSON documents. Two ETL tasks share");
  terminal.print_line(
      "them: orders become rows of SQL tables, employees become documents of another");
  terminal.print_line("database.");
  stage.heading(1, "A server");
  stage.line(url_line);
}

}  // namespace

Result<void> run_demo(DemoStage& stage, std::string_view url_line, bool kept) {
  const Shop shop = make_shop();
  introduce(stage, url_line);
  TRY(fill_shop(stage, shop));
  TRY(define_tasks(stage));
  TRY(watch_first_delivery(stage));
  TRY(show_arrivals(stage, shop));
  TRY(change_and_compare(stage, shop));
  say_where_to_look_next(stage, kept);
  return {};
}

}  // namespace penstock::app
