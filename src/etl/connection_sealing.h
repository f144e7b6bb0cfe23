#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "security/master_keys.h"

namespace penstock::etl {

/// Seals the connection strings that the record of one database keeps. What names a server and the
/// passwords to get in stands in one text that each kind of driver reads in its own way; so all of
/// it is sealed, bound to the database and to the type and name of the connection string.
/// Immutable.
class ConnectionSealing {
 public:
  /// `keys` must outlive this object.
  ConnectionSealing(const security::MasterKeys& keys, std::string_view database_id)
      : keys_(keys), database_id_(database_id) {}

  /// What is stored of `connection`, which is as ConnectionString::to_json() makes it: with the
  /// member "SealedConnectionString" in place of "ConnectionString", if it has that.
  boost::json::object seal(boost::json::object connection) const;

  /// The other way. What was stored before there were keys is not sealed and stays as it is.
  /// Errors: those of MasterKeys::open(), naming the connection string.
  Result<boost::json::object> open(boost::json::object connection) const;

  /// Whether `connection`, as it is stored, is what seal() would make of it with the newest key.
  Result<bool> is_current(const boost::json::object& connection) const;

 private:
  std::string context_of(const boost::json::object& connection) const;

  const security::MasterKeys& keys_;
  const std::string database_id_;
};

/// The id of the key that a stored connection string is sealed with; empty if it is not. Errors:
/// kCorruption.
Result<std::string> sealing_key_of(const boost::json::object& connection);

}  // namespace penstock::etl
