#pragma once

namespace penstock::app {

/// Gives memory that has been free for some seconds back to the system. To be called now and then.
/// Thread-safe.
void return_free_memory();

}  // namespace penstock::app
