#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "etl/destination.h"

namespace penstock::etl {

/// How what a destination has of a document differs from what the task would load for it.
enum class Drift : std::uint8_t {
  kMissing,    ///< It has nothing of it.
  kSurplus,    ///< It has something of a document of which it should have nothing.
  kDifferent,  ///< It has too much, too little, or something else.
  kRefused,    ///< It would not take the document as it is now.
};
/// "Missing", ...
std::string_view to_string(Drift drift);

/// One document that differs.
struct DriftedDocument {
  std::string id;
  Drift drift = Drift::kDifferent;
  std::string detail;  ///< One sentence with the table, the column and excerpts of values.
};

/// Looks at what a destination has, over a connection of its own, beside the process that delivers
/// there. Changes nothing. Confined to one thread. Errors of all: those of Destination::open(),
/// without kNotOwner.
class DestinationView {
 public:
  virtual ~DestinationView() = default;

  /// Up to where all is delivered or recorded as failed; 0 if the process has not begun.
  virtual Result<Etag> delivered_to(const ProcessKey& process, Generation generation,
                                    const std::stop_token& stop) = 0;

  /// The documents of `batch` of which the destination has something else than loading the batch
  /// would leave there, in the order of the batch.
  virtual Result<std::vector<DriftedDocument>> compare(const LoadBatch& batch,
                                                       const std::stop_token& stop) = 0;

  /// As Destination::other_source(), for this process.
  virtual Result<std::string> other_source(const ProcessKey& process,
                                           const std::stop_token& stop) = 0;

  /// As Destination::held().
  virtual Result<HeldPage> held(const std::string& begin, const std::stop_token& stop) = 0;
};

}  // namespace penstock::etl
