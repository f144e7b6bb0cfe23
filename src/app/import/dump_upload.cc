#include "app/import/dump_upload.h"

#include <string>
#include <utility>

namespace penstock::app {

DumpUpload::DumpUpload(std::istream& input, std::function<void(std::uint64_t)> on_progress)
    : input_(input), on_progress_(std::move(on_progress)) {}

Result<std::optional<std::string>> DumpUpload::next() {
  std::string piece(http::kBodyPieceBytes, '\0');
  input_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  if (input_.bad()) return Error{ErrorCode::kUnavailable, "the file cannot be read"};
  piece.resize(static_cast<std::size_t>(input_.gcount()));
  if (piece.empty()) return std::nullopt;
  sent_ += piece.size();
  on_progress_(sent_);
  return std::optional(std::move(piece));
}

}  // namespace penstock::app
