#pragma once

#include "http/router.h"

namespace penstock::studio {

/// The Studio: "/" leads to "/studio", whose page reads the rest of its path itself, and
/// "/studio/..." has the files of the page. They may load nothing from elsewhere and run nothing
/// but themselves, which a strict policy tells the browser.
void register_studio_routes(http::Router& router);

}  // namespace penstock::studio
