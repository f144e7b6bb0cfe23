#include "app/command_export.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/client/server_client.h"
#include "app/server_command.h"
#include "app/terminal/format.h"
#include "app/terminal/terminal.h"

namespace penstock::app {
namespace {

/// Tombstones too, which clients leave out unless they are asked for: the copy is to be exact.
constexpr std::string_view kEverything =
    R"({"OperateOnTypes":"DatabaseRecord,Documents,Attachments,RevisionDocuments,CounterGroups,)"
    R"(TimeSeries,Tombstones,Identities,CompareExchange"})";

struct ExportOptions {
  std::string file;
  ServerAddress server;
  std::string database;
};

/// A file under a name of its own until it is complete.
class PartialFile {
 public:
  explicit PartialFile(std::string path) : path_(std::move(path)), partial_(path_ + ".part") {}
  ~PartialFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::error_code code;
    std::filesystem::remove(partial_, code);
  }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  Result<void> open() {
    errno = 0;
    file_ = std::fopen(partial_.c_str(), "wb");
    return file_ != nullptr ? Result<void>() : failure();
  }

  Result<void> write(std::string_view bytes) {
    errno = 0;
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size();
    return written ? Result<void>() : failure();
  }

  Result<void> complete() {
    errno = 0;
    if (std::fflush(file_) != 0) return failure();
    if (std::fclose(std::exchange(file_, nullptr)) != 0) return failure();
    std::error_code code;
    std::filesystem::rename(partial_, path_, code);
    if (code) return invalid_argument(fmt::format("{}: {}", path_, code.message()));
    return {};
  }

 private:
  Error failure() const {
    return invalid_argument(fmt::format("{}: {}", partial_, std::strerror(errno)));
  }

  std::string path_;
  std::string partial_;
  std::FILE* file_ = nullptr;
};

Result<std::uint64_t> run_export(const ExportOptions& options) {
  const auto http = TRY(make_client(options.server));
  ServerClient server(*http, options.server.url);
  PartialFile file(options.file);
  Terminal terminal = Terminal::on(stderr);
  std::uint64_t bytes = 0;
  TRY(file.open());
  TRY(server.transfer({.target = ServerClient::database_path(options.database) + "/smuggler/export",
                       .body = std::string(kEverything),
                       .take = [&](std::string_view piece) -> Result<void> {
                         bytes += piece.size();
                         terminal.redraw({fmt::format("{} bytes", format_count(bytes))});
                         return file.write(piece);
                       }}));
  TRY(file.complete());
  return bytes;
}

int export_database(const ExportOptions& options) {
  const auto bytes = run_export(options);
  if (bytes) {
    Terminal::on(stdout).print_line(fmt::format("'{}' exported to {}: {} bytes", options.database,
                                                options.file, format_count(*bytes)));
    return 0;
  }
  Terminal terminal = Terminal::on(stderr);
  terminal.print_line(terminal.bad("export failed: ") + bytes.error().message);
  return 1;
}

}  // namespace

void add_export_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExportOptions>();
  auto* command = app.add_subcommand("export", "Write a database to a file, as a dump");
  command->add_option("file", options->file, "The file")->required();
  add_server_options(*command, options->server, options->database);
  command->callback([options, &exit_code] { exit_code = export_database(*options); });
}

}  // namespace penstock::app
