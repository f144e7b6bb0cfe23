#include "security/caller.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::security {
namespace {

constexpr std::size_t kShownNameBytesMax = 200;

/// What is missing, as the end of "… may not do this: it needs …".
std::string need(Permission permission, std::string_view database) {
  const auto access = [&](DatabaseAccess least) {
    return fmt::format("the access {} to the database '{}'", to_string(least),
                       excerpt(database, kShownNameBytesMax));
  };
  const auto clearance = [](Clearance least) {
    return fmt::format("the clearance {}", to_string(least));
  };
  switch (permission) {
    case Permission::kNone: return "nothing";
    case Permission::kRegistered: return clearance(Clearance::kValidUser);
    case Permission::kReadDatabase: return access(DatabaseAccess::kRead);
    case Permission::kWriteDatabase: return access(DatabaseAccess::kReadWrite);
    case Permission::kAdministerDatabase: return access(DatabaseAccess::kAdmin);
    case Permission::kOperateServer: return clearance(Clearance::kOperator);
    case Permission::kAdministerCluster: return clearance(Clearance::kClusterAdmin);
  }
  return {};
}

}  // namespace

std::optional<DatabaseAccess> Rights::access_to(std::string_view database) const {
  if (clearance >= Clearance::kOperator) return DatabaseAccess::kAdmin;
  const auto found = databases.find(database);
  return found == databases.end() ? std::nullopt : std::optional(found->second);
}

bool Rights::allow(Permission permission, std::string_view database) const {
  switch (permission) {
    case Permission::kNone:
    case Permission::kRegistered: return true;
    case Permission::kReadDatabase: return access_to(database) >= DatabaseAccess::kRead;
    case Permission::kWriteDatabase: return access_to(database) >= DatabaseAccess::kReadWrite;
    case Permission::kAdministerDatabase: return access_to(database) >= DatabaseAccess::kAdmin;
    case Permission::kOperateServer: return clearance >= Clearance::kOperator;
    case Permission::kAdministerCluster: return clearance == Clearance::kClusterAdmin;
  }
  return false;
}

std::shared_ptr<const Caller> Caller::anybody() {
  static const auto kAnybody = holder({}, {}, {.clearance = Clearance::kClusterAdmin});
  return kAnybody;
}

std::shared_ptr<const Caller> Caller::stranger(std::string reason) {
  Caller caller;
  caller.reason_ = std::move(reason);
  return std::make_shared<const Caller>(std::move(caller));
}

std::shared_ptr<const Caller> Caller::holder(std::string name, std::string thumbprint,
                                             Rights rights) {
  Caller caller;
  caller.name_ = std::move(name);
  caller.thumbprint_ = std::move(thumbprint);
  caller.rights_ = std::move(rights);
  return std::make_shared<const Caller>(std::move(caller));
}

bool Caller::may(Permission permission, std::string_view database) const {
  if (!rights_) return permission == Permission::kNone;
  return rights_->allow(permission, database);
}

std::string Caller::refusal(Permission permission, std::string_view database) const {
  if (!rights_) return reason_;
  return fmt::format("The certificate '{}' may not do this: it needs {}.",
                     excerpt(name_, kShownNameBytesMax), need(permission, database));
}

}  // namespace penstock::security
