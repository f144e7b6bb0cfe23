#pragma once

namespace penstock::app {

/// Bounds what the heap holds on to beyond what is in use. Call before the first thread starts.
void bound_heap();

/// Gives memory that is free, but lies between what is in use, back to the system. To be called
/// now and then: it takes milliseconds, and the heap's locks one after another. Thread-safe.
void return_free_memory();

}  // namespace penstock::app
