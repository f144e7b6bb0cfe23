#pragma once

namespace penstock::app {

/// Lets this process open as many files as the system allows it at all: the usual default of 1,024
/// would run out below the connections that a server accepts.
void raise_open_files_limit();

}  // namespace penstock::app
