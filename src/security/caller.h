#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "security/clearance.h"
#include "security/folded_less.h"
#include "security/permission.h"

namespace penstock::security {

/// What a certificate is registered for.
struct Rights {
  Clearance clearance = Clearance::kValidUser;
  /// By the name of the database. Of no meaning above kValidUser.
  std::map<std::string, DatabaseAccess, FoldedLess> databases = {};

  /// To the database of that name, whether there is one or not; nothing if it is none of theirs.
  std::optional<DatabaseAccess> access_to(std::string_view database) const;

  bool allow(Permission permission, std::string_view database) const;

  bool operator==(const Rights&) const = default;
};

/// Who sends a request. Immutable.
class Caller {
 public:
  /// Anybody, at a server without TLS: may do everything.
  static std::shared_ptr<const Caller> anybody();

  /// Somebody whom the server does not know; `reason` is a sentence for them.
  static std::shared_ptr<const Caller> stranger(std::string reason);

  /// The holder of a certificate, under the name that it is registered by.
  static std::shared_ptr<const Caller> holder(std::string name, std::string thumbprint,
                                              Rights rights);

  /// `database` is the one that the permission is about, if it is about one.
  bool may(Permission permission, std::string_view database = {}) const;

  /// Why not, in a sentence for the caller. It tells nothing that the caller did not say.
  std::string refusal(Permission permission, std::string_view database = {}) const;

  /// Both are empty for those who showed no certificate that is known.
  const std::string& name() const { return name_; }
  const std::string& thumbprint() const { return thumbprint_; }
  /// Nothing for a stranger.
  const std::optional<Rights>& rights() const { return rights_; }

 private:
  Caller() = default;

  std::string name_;
  std::string thumbprint_;
  std::optional<Rights> rights_;
  std::string reason_;
};

}  // namespace penstock::security
