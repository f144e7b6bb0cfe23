#include "app/command_certificate.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/client/certificates.h"
#include "app/client/json_members.h"
#include "app/data_folder_certificates.h"
#include "app/new_secret_file.h"
#include "app/server_command.h"
#include "app/terminal/table.h"
#include "app/terminal/terminal.h"
#include "base/file.h"

namespace penstock::app {
namespace {

struct CertificateOptions {
  ServerAddress server;
  std::string data_dir;  ///< Instead of a server.
  std::string file;      ///< That is read, or made.
  std::string password_file;
  std::string thumbprint;
  std::string name;
  std::string clearance;
  std::vector<std::string> databases;  ///< "shop=ReadWrite".
};

using Action = Result<std::string> (*)(ServerClient&, const CertificateOptions&);

/// The first line of the file, without its end.
Result<std::string> read_password(const std::string& path) {
  if (path.empty()) return std::string();
  const auto text = TRY(read_file(path));
  return text.substr(0, text.find_first_of("\r\n"));
}

Result<std::map<std::string, std::string>> parse_databases(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> databases;
  for (const auto& text : texts) {
    const auto equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) {
      return invalid_argument(fmt::format("--database is NAME=ACCESS, not '{}'", text));
    }
    databases[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return databases;
}

Result<CertificateDescription> description_of(const CertificateOptions& options) {
  CertificateDescription description;
  if (!options.name.empty()) description.name = options.name;
  if (!options.clearance.empty()) description.clearance = options.clearance;
  if (!options.databases.empty()) description.databases = TRY(parse_databases(options.databases));
  return description;
}

std::string databases_of(const boost::json::object& certificate) {
  std::vector<std::string> databases;
  const auto permissions = object_member(certificate, "Permissions");
  for (const auto& [database, access] : permissions) {
    databases.push_back(
        fmt::format("{}={}", std::string_view(database), text_member(permissions, database)));
  }
  return fmt::format("{}", fmt::join(databases, ", "));
}

Result<std::string> list(ServerClient& server, const CertificateOptions& /*options*/) {
  const auto certificates = TRY(list_certificates(server));
  if (certificates.empty()) return std::string("no certificates\n");
  Table table({{"NAME"}, {"CLEARANCE"}, {"DATABASES"}, {"VALID UNTIL"}, {"THUMBPRINT"}});
  for (const auto& certificate : certificates) {
    table.add({text_member(certificate, "Name"), text_member(certificate, "SecurityClearance"),
               databases_of(certificate), text_member(certificate, "NotAfter").substr(0, 10),
               text_member(certificate, "Thumbprint")});
  }
  return table.render(Terminal::on(stdout), 0);
}

Result<std::string> add(ServerClient& server, const CertificateOptions& options) {
  TRY(add_certificate(server, TRY(read_file(options.file)), TRY(description_of(options))));
  return fmt::format("'{}' is registered\n", options.name);
}

Result<std::string> generate(ServerClient& server, const CertificateOptions& options) {
  const auto file = TRY(NewSecretFile::create(options.file));
  TRY(file->complete(TRY(generate_certificate(server, TRY(read_password(options.password_file)),
                                              TRY(description_of(options))))));
  return fmt::format(
      "'{}' is registered; its certificate and its key, which is nowhere else, are in {}\n",
      options.name, options.file);
}

Result<std::string> edit(ServerClient& server, const CertificateOptions& options) {
  TRY(edit_certificate(server, options.thumbprint, TRY(description_of(options))));
  return fmt::format("{} is changed\n", options.thumbprint);
}

Result<std::string> remove(ServerClient& server, const CertificateOptions& options) {
  TRY(remove_certificate(server, options.thumbprint));
  return fmt::format("{} is removed: who has it is refused from the next request on\n",
                     options.thumbprint);
}

int run(const CertificateOptions& options, Action action) {
  const auto act = [&](ServerClient& server) { return action(server, options); };
  if (options.data_dir.empty()) return run_on_server(options.server, act);
  const auto folder = DataFolderCertificates::open(options.data_dir);
  if (!folder) return report({folder.error()});
  ServerClient server((*folder)->client(), "");
  return report(act(server));
}

void add_rights(CLI::App& command, CertificateOptions& options, const char* default_clearance) {
  command
      .add_option("--clearance", options.clearance,
                  "ClusterAdmin, Operator or ValidUser, who may only what --database says")
      ->default_str(default_clearance);
  options.clearance = default_clearance;
  command.add_option("--database", options.databases,
                     "NAME=ACCESS, as often as needed; the access is Read, ReadWrite or Admin");
}

/// "penstock certificate NAME".
CLI::App* add_action(CLI::App& parent, const char* name, const char* description,
                     const std::shared_ptr<CertificateOptions>& options, Action action,
                     int& exit_code) {
  auto* command = parent.add_subcommand(name, description);
  add_server_option(*command, options->server);
  command->add_option("--data-dir", options->data_dir,
                      "The data folder itself, while no server runs: for the first administrator");
  command->callback([options, action, &exit_code] { exit_code = run(*options, action); });
  return command;
}

}  // namespace

void add_certificate_command(CLI::App& app, int& exit_code) {
  auto* parent = app.add_subcommand("certificate", "Whom a server lets in, and to what");
  parent->require_subcommand(1);
  const auto add_one = [&](const char* name, const char* description, Action action) {
    auto options = std::make_shared<CertificateOptions>();
    return std::pair(add_action(*parent, name, description, options, action, exit_code), options);
  };
  add_one("list", "Show the certificates that are registered", list);

  const auto [added, add_options] = add_one("add", "Register a certificate that somebody has", add);
  added->add_option("FILE", add_options->file, "The certificate, PEM or DER")->required();
  added->add_option("--name", add_options->name, "What it is called here")->required();
  add_rights(*added, *add_options, "ValidUser");

  const auto [generated, generate_options] =
      add_one("generate", "Make a client certificate with a new key, and register it", generate);
  generated
      ->add_option("FILE", generate_options->file,
                   "A new ZIP archive for it: PEM and PKCS#12, with the key")
      ->required();
  generated->add_option("--name", generate_options->name, "Whose it is")->required();
  generated->add_option("--password-file", generate_options->password_file,
                        "File whose first line is the password of the PKCS#12 [no password]");
  add_rights(*generated, *generate_options, "ValidUser");

  const auto [edited, edit_options] = add_one("edit", "Change what a certificate may", edit);
  edited->add_option("THUMBPRINT", edit_options->thumbprint)->required();
  edited->add_option("--name", edit_options->name, "[as it is]");
  add_rights(*edited, *edit_options, "");

  const auto [removed, remove_options] = add_one("remove", "Let a certificate in no more", remove);
  removed->add_option("THUMBPRINT", remove_options->thumbprint)->required();
}

}  // namespace penstock::app
