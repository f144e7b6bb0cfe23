#pragma once

#include "api/batch_command.h"
#include "base/result.h"
#include "documents/database.h"
#include "http/message.h"

namespace penstock::api {

/// A batch and the bytes of the attachments that it puts.
struct MultipartBatch {
  Batch batch;
  Contents contents;  ///< One for each command that takes one.
};

/// Reads a batch that comes as multipart (protocol, section 4.2): first its commands, then the
/// contents in the order in which the commands take them, whatever the names of the parts. Contents
/// go to `database` as they arrive, a few small ones stay in memory. Errors: those of the body;
/// kInvalidArgument, kTooLarge.
Result<MultipartBatch> read_multipart_batch(const http::Request& request,
                                            documents::Database& database);

}  // namespace penstock::api
