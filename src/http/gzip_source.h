#pragma once

#include <memory>

#include "http/body_stream.h"

namespace penstock::http {

/// Compresses the body of an answer while it is made (RFC 1952). Its pieces are empty as long as
/// nothing of the compressed stream is complete.
std::shared_ptr<BodySource> gzip_source(std::shared_ptr<BodySource> plain);

}  // namespace penstock::http
