#include "app/command_import.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/client/server_client.h"
#include "app/import/importer.h"
#include "app/terminal/format.h"
#include "app/terminal/progress_line.h"
#include "app/terminal/terminal.h"
#include "base/clock.h"
#include "http/curl_client.h"

namespace penstock::app {
namespace {

constexpr std::string_view kStandardInput = "-";

struct ImportOptions {
  std::string file;
  std::string server;
  std::string database;
  bool create = false;
};

/// A file, or standard input.
struct Input {
  std::ifstream file;
  std::istream* stream = nullptr;
  std::optional<std::uint64_t> bytes;  ///< Unknown for a pipe.
};

Result<std::unique_ptr<Input>> open_input(const std::string& path) {
  auto input = std::make_unique<Input>();
  if (path == kStandardInput) {
    input->stream = &std::cin;
    return input;
  }
  errno = 0;
  input->file.open(path, std::ios::binary);
  if (!input->file) return invalid_argument(fmt::format("{}: {}", path, std::strerror(errno)));
  input->stream = &input->file;
  std::error_code code;
  const auto bytes = std::filesystem::file_size(path, code);
  if (code == std::errc::is_a_directory) return invalid_argument(path + " is a directory");
  if (!code) input->bytes = bytes;
  return input;
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

/// What became of it, also after a failure: nothing is dropped silently.
std::string summary(const ImportState& state, const ImportOptions& options) {
  std::string text = fmt::format("{} stored in '{}'", format_count_of(state.documents, "document"),
                                 options.database);
  if (state.documents == 0) return text;
  const auto rate = rate_of(progress_of(state, std::nullopt));
  return text + fmt::format(" in {} ({}/s)", format_duration(state.elapsed),
                            format_count(static_cast<std::uint64_t>(rate)));
}

Result<void> run_import(const ImportOptions& options, ImportState& state) {
  const auto input = TRY(open_input(options.file));
  http::CurlClient http;
  ServerClient server(http, options.server);
  TRY(prepare_database(server, options));

  Terminal terminal = Terminal::on(stderr);
  SystemClock clock;
  Importer importer(server, options.database, clock, [&](const ImportState& now) {
    state = now;
    terminal.redraw(
        {format_progress(progress_of(now, input->bytes), terminal.abilities().columns)});
  });
  return importer.run(*input->stream);
}

int import_documents(const ImportOptions& options) {
  ImportState state;
  const auto done = run_import(options, state);
  if (done) {
    Terminal::on(stdout).print_line(summary(state, options));
    return 0;
  }
  Terminal terminal = Terminal::on(stderr);
  terminal.print_line(terminal.bad("import failed: ") + done.error().message);
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
      app.add_subcommand("import", "Store documents from a file, one JSON object a line");
  command->add_option("file", options->file, "The file; - reads standard input")->required();
  command->add_option("--server", options->server, "URL of the server")
      ->default_val("http://127.0.0.1:8080");
  command->add_option("--database", options->database, "Name of the database")->required();
  command->add_flag("--create", options->create, "Create the database if it does not exist");
  command->callback([options, &exit_code] { exit_code = import_documents(*options); });
}

}  // namespace penstock::app
