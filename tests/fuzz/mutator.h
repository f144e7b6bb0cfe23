#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "fuzz/corpus.h"

namespace penstock::fuzzing {

/// Makes inputs from those of a corpus, for builds without libFuzzer: the same ones on every
/// machine. Confined to one thread.
class Mutator {
 public:
  static constexpr std::size_t kInputBytesMax = 4096;

  /// `corpus` must outlive this object, and has at least one file.
  explicit Mutator(const std::vector<CorpusFile>& corpus) : corpus_(corpus) {}

  std::string next();

 private:
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
  const std::string& any_input() { return corpus_[below(corpus_.size())].bytes; }
  char any_byte();
  void change(std::string& input);

  const std::vector<CorpusFile>& corpus_;
  std::mt19937_64 random_;  // NOLINT: the same seed always, so that a failure comes again.
};

}  // namespace penstock::fuzzing
