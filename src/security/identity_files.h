#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/guarded.h"
#include "base/result.h"
#include "security/identity.h"

namespace penstock::security {

/// Where an identity is: PEM files, or one PKCS#12 file.
struct IdentityLocation {
  std::string certificate_file = {};
  std::string key_file = {};  ///< Empty: the key is in the certificate's file.
  std::string pkcs12_file = {};
  std::string passphrase = {};
  std::string passphrase_file = {};  ///< Its first line; in place of `passphrase`.

  bool is_set() const { return !certificate_file.empty() || !pkcs12_file.empty(); }
};

/// An identity that may be renewed while the program runs: whoever replaces the files (a person, a
/// client of an authority) does not have to tell. Thread-safe.
class IdentityFiles {
 public:
  /// Says why an identity is not to be used.
  using Check = std::function<Result<void>(const Identity&)>;

  /// Errors: kInvalidArgument naming the file and what is wrong with it, also by `check`.
  static Result<std::unique_ptr<IdentityFiles>> open(IdentityLocation location, Check check = {});

  /// Never null.
  std::shared_ptr<const Identity> current() const;

  /// Reads the files again; true: current() is another one now. Errors, each told once until the
  /// files change: as open(); current() stays as it was.
  Result<bool> refresh();

 private:
  /// The bytes of the files.
  struct Contents {
    std::string certificate;
    std::string key;
    std::string pkcs12;
    std::string passphrase;

    bool operator==(const Contents&) const = default;
  };
  struct State {
    Contents seen;
    std::string unreadable;  ///< Why the files could not be read the last time.
    std::shared_ptr<const Identity> identity;
  };

  IdentityFiles(IdentityLocation location, Check check)
      : location_(std::move(location)), check_(std::move(check)) {}

  Result<Contents> read() const;
  Result<Identity> parse(const Contents& contents) const;
  Result<std::shared_ptr<const Identity>> checked(const Contents& contents) const;

  const IdentityLocation location_;
  const Check check_;
  Guarded<State> state_;
};

}  // namespace penstock::security
