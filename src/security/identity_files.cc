#include "security/identity_files.h"

#include <utility>

#include <fmt/format.h>

#include "base/file.h"

namespace penstock::security {
namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

Result<std::unique_ptr<IdentityFiles>> IdentityFiles::open(IdentityLocation location, Check check) {
  std::unique_ptr<IdentityFiles> files(new IdentityFiles(std::move(location), std::move(check)));
  auto contents = TRY(files->read());
  auto identity = TRY(files->checked(contents));
  files->state_.with([&](State& state) { state = {std::move(contents), {}, std::move(identity)}; });
  return files;
}

std::shared_ptr<const Identity> IdentityFiles::current() const {
  return state_.with([](const State& state) { return state.identity; });
}

Result<bool> IdentityFiles::refresh() {
  auto contents = read();
  if (!contents) {
    const auto& message = contents.error().message;
    const bool is_told = state_.with([&](State& state) {
      state.seen = {};
      return std::exchange(state.unreadable, message) == message;
    });
    if (is_told) return false;
    return contents.error();
  }
  const bool is_known = state_.with([&](State& state) {
    state.unreadable.clear();
    return std::exchange(state.seen, *contents) == *contents;
  });
  if (is_known) return false;
  auto identity = TRY(checked(*contents));
  state_.with([&](State& state) { state.identity = std::move(identity); });
  return true;
}

Result<IdentityFiles::Contents> IdentityFiles::read() const {
  Contents contents;
  if (!location_.certificate_file.empty()) {
    contents.certificate = TRY(read_file(location_.certificate_file));
  }
  if (!location_.key_file.empty()) contents.key = TRY(read_file(location_.key_file));
  if (!location_.pkcs12_file.empty()) contents.pkcs12 = TRY(read_file(location_.pkcs12_file));
  contents.passphrase = location_.passphrase_file.empty()
                            ? location_.passphrase
                            : first_line(TRY(read_file(location_.passphrase_file)));
  return contents;
}

Result<Identity> IdentityFiles::parse(const Contents& contents) const {
  if (!location_.pkcs12_file.empty()) {
    return Identity::from_pkcs12(contents.pkcs12, contents.passphrase);
  }
  const auto& key = location_.key_file.empty() ? contents.certificate : contents.key;
  return Identity::from_pem(contents.certificate, key, contents.passphrase);
}

Result<std::shared_ptr<const Identity>> IdentityFiles::checked(const Contents& contents) const {
  const auto& file =
      location_.pkcs12_file.empty() ? location_.certificate_file : location_.pkcs12_file;
  auto identity = parse(contents);
  if (!identity) return identity.error().within(file);
  if (check_) {
    if (const auto usable = check_(*identity); !usable) return usable.error().within(file);
  }
  return std::make_shared<const Identity>(*std::move(identity));
}

}  // namespace penstock::security
