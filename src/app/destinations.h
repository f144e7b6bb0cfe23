#pragma once

#include <string>

#include "base/clock.h"
#include "etl/destination_factory.h"

namespace penstock::app {

/// Knows every kind of destination: document databases and relational ones. `sqlite_folder` is
/// where SQLite files live; `clock` must outlive what the factory makes.
etl::DestinationFactory destination_factory(std::string sqlite_folder, Clock& clock);

}  // namespace penstock::app
