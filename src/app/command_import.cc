#include "app/command_import.h"

#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/client/server_client.h"
#include "app/import/csv_documents.h"
#include "app/import/document_lines.h"
#include "app/import/dump_upload.h"
#include "app/import/importer.h"
#include "app/import/input_file.h"
#include "app/server_command.h"
#include "app/terminal/format.h"
#include "app/terminal/progress_line.h"
#include "app/terminal/terminal.h"
#include "base/clock.h"
#include "base/json.h"

namespace penstock::app {
namespace {

struct ImportOptions {
  std::string file;
  ServerAddress server;
  std::string database;
  bool create = false;
  std::string format = "auto";
  CsvOptions csv;
  std::string csv_types;
};

/// What is known of an import, whatever its format.
struct Outcome {
  ImportState state;
  std::uint64_t bad_items = 0;
  std::vector<std::string> messages = {};  ///< Of the server, about a dump.
  bool is_dump = false;
};

constexpr std::string_view kFormats[] = {"auto", "dump", "lines", "csv"};

ImportFormat format_of(const ImportOptions& options, const InputFile& input) {
  if (options.format == "dump") return ImportFormat::kDump;
  if (options.format == "lines") return ImportFormat::kLines;
  if (options.format == "csv") return ImportFormat::kCsv;
  return guess_format(input.beginning());
}

Result<void> prepare_database(ServerClient& server, const ImportOptions& options) {
  if (TRY(server.has_database(options.database))) return {};
  if (options.create) return server.create_database(options.database);
  return not_found(fmt::format("there is no database '{}' on {}; --create makes it",
                               options.database, server.url()));
}

Progress progress_of(const ImportState& state, const std::optional<std::uint64_t>& bytes) {
  return {state.bytes_read, bytes, state.documents, state.elapsed};
}

/// From the answer to an import (protocol, section 14.3).
Result<void> read_report(const std::string& answer, Outcome& outcome) {
  const auto report = TRY(parse_json(answer));
  if (!report.is_object()) return Error{ErrorCode::kInternal, "the server's answer is no report"};
  for (const auto& [kind, value] : report.get_object()) {
    const auto* counts = value.if_object();
    const auto number = [&](std::string_view name) -> std::uint64_t {
      const auto* member = counts == nullptr ? nullptr : counts->if_contains(name);
      return member != nullptr && member->is_int64()
                 ? static_cast<std::uint64_t>(member->get_int64())
                 : 0;
    };
    outcome.bad_items += number("ErroredCount");
    if (kind == "Documents") {
      outcome.state.documents =
          number("ReadCount") - number("SkippedCount") - number("ErroredCount");
    }
    if (kind != "Messages" || !value.is_array()) continue;
    for (const auto& message : value.get_array()) {
      if (message.is_string()) outcome.messages.emplace_back(message.get_string());
    }
  }
  return {};
}

/// What became of it, also after a failure: nothing is dropped silently.
std::string summary(const ImportState& state, const ImportOptions& options) {
  std::string text = fmt::format("{} stored in '{}'", format_count_of(state.documents, "document"),
                                 options.database);
  if (state.documents == 0) return text;
  const auto rate = rate_of(progress_of(state, std::nullopt));
  return text + fmt::format(" in {} ({}/s)", format_duration(state.elapsed),
                            format_count(static_cast<std::uint64_t>(rate)));
}

/// The server reads the dump; what it has to say is in its answer.
Result<void> import_dump(ServerClient& server, const ImportOptions& options, InputFile& input,
                         Outcome& outcome) {
  Terminal terminal = Terminal::on(stderr);
  SystemClock clock;
  const auto elapsed = [&clock, started = clock.monotonic()] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.monotonic() - started);
  };
  std::string answer;
  TRY(server.transfer(
      {.target = ServerClient::database_path(options.database) + "/smuggler/import",
       .source = std::make_shared<DumpUpload>(input.stream(),
                                              [&](std::uint64_t sent) {
                                                outcome.state.bytes_read = sent;
                                                outcome.state.elapsed = elapsed();
                                                terminal.redraw({format_progress(
                                                    progress_of(outcome.state, input.bytes()),
                                                    terminal.abilities().columns)});
                                              }),
       .take = [&](std::string_view piece) -> Result<void> {
         answer += piece;
         return {};
       }}));
  outcome.state.elapsed = elapsed();
  return read_report(answer, outcome);
}

Result<void> import_documents(ServerClient& server, const ImportOptions& options,
                              ImportFormat format, InputFile& input, Outcome& outcome) {
  Terminal terminal = Terminal::on(stderr);
  SystemClock clock;
  Importer importer(server, options.database, clock, [&](const ImportState& now) {
    outcome.state = now;
    terminal.redraw(
        {format_progress(progress_of(now, input.bytes()), terminal.abilities().columns)});
  });
  if (format == ImportFormat::kLines) {
    DocumentLines lines(input.stream());
    return importer.run(lines);
  }
  auto csv = options.csv;
  csv.types = TRY(parse_csv_types(options.csv_types));
  CsvDocuments documents(input.stream(), csv, [&](const CsvRecord& record, const auto& what) {
    ++outcome.bad_items;
    terminal.print_line(format_lines(record.line_first, record.line_last) + ": " + what);
  });
  return importer.run(documents);
}

Result<void> run_import(const ImportOptions& options, Outcome& outcome) {
  const auto input = TRY(InputFile::open(options.file));
  const auto http = TRY(make_client(options.server));
  ServerClient server(*http, options.server.url);
  TRY(prepare_database(server, options));
  const auto format = format_of(options, *input);
  outcome.is_dump = format == ImportFormat::kDump;
  auto done = outcome.is_dump ? import_dump(server, options, *input, outcome)
                              : import_documents(server, options, format, *input, outcome);
  TRY(input->check());  // The reason of what followed from it.
  return done;
}

/// Also after a success there may be lines that were left out.
int report_success(const ImportOptions& options, const Outcome& outcome) {
  Terminal terminal = Terminal::on(stderr);
  for (const auto& message : outcome.messages) terminal.print_line(message);
  Terminal::on(stdout).print_line(summary(outcome.state, options));
  if (outcome.bad_items == 0) return 0;
  terminal.print_line(
      terminal.bad(format_count_of(outcome.bad_items, "item") + " not imported, as said above"));
  return 1;
}

int import_file(const ImportOptions& options) {
  Outcome outcome;
  const auto done = run_import(options, outcome);
  if (done) return report_success(options, outcome);
  const auto& state = outcome.state;
  Terminal terminal = Terminal::on(stderr);
  terminal.print_line(terminal.bad("import failed: ") + done.error().message);
  if (outcome.is_dump) return 1;  // The server has said what it stored.
  if (state.documents > 0) {
    terminal.print_line(fmt::format("{}, from lines 1 to {}; nothing after them",
                                    summary(state, options), format_count(state.lines)));
  } else {
    terminal.print_line("nothing was stored");
  }
  return 1;
}

}  // namespace

void add_import_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ImportOptions>();
  auto* command =
      app.add_subcommand("import", "Store what is in a file: a dump, CSV, or JSON line by line");
  command->add_option("file", options->file, "The file; - reads standard input")->required();
  add_server_options(*command, options->server, options->database);
  command->add_flag("--create", options->create, "Create the database if it does not exist");
  command->add_option("--format", options->format, "What the file is; told by its content")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kFormats), std::end(kFormats))))
      ->default_val("auto");
  command->add_option("--collection", options->csv.collection, "CSV: collection of the documents");
  command->add_option("--id", options->csv.id_pattern,
                      "CSV: id of the documents, such as orders/{Number}");
  command->add_option("--types", options->csv_types,
                      "CSV: types that are not to be guessed, such as Zip=text,Paid=boolean");
  command->add_option("--separator", options->csv.separator, "CSV: what parts the fields")
      ->default_val(',');
  command->callback([options, &exit_code] { exit_code = import_file(*options); });
}

}  // namespace penstock::app
